package dev.nibble.models.calibrate;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Calibration;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.SafetensorsFile;
import dev.nibble.models.file.SafetensorsWriter;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.file.TensorFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A calibration in a safetensors file. Layer NAME has the tensors {@code NAME.mean_abs}, {@code NAME.mean_square},
 * {@code NAME.min}, {@code NAME.max} (float32 [K]), {@code NAME.samples} (float32 [S, K]) and {@code NAME.gram} (float64
 * [K, K]); rows and ranges stand as JSON in the metadata under {@code nibble.layer.NAME}, hashes of content and model
 * under {@code nibble.content} and {@code nibble.model}. The statistics are views of the mapped file and must not be used
 * after {@link #close()}.
 */
public final class CalibrationFile implements AutoCloseable {
    private static final String VERSION = "1";
    private static final String VERSION_KEY = "nibble.calibration";
    private static final String CONTENT_KEY = "nibble.content";
    private static final String MODEL_KEY = "nibble.model";
    private static final String LAYER_KEY = "nibble.layer.";
    private static final String ABOUT_KEY = "nibble.about.";

    private final SafetensorsFile file;
    private final Calibration calibration;

    private CalibrationFile(SafetensorsFile file, Calibration calibration) {
        this.file = file;
        this.calibration = calibration;
    }

    /**
     * Writes a calibration: complete, or not at all.
     *
     * @param about what else the file should say of itself, such as the texts and options, by name
     * @throws TensorFileException if the file cannot be written
     */
    public static void write(Path target, Calibration calibration, Map<String, String> about) {
        try (SafetensorsWriter out = SafetensorsWriter.create(target)) {
            new TreeMap<>(calibration.layers()).forEach((name, stats) -> {
                out.add(name + ".mean_abs", stats.meanAbs());
                out.add(name + ".mean_square", stats.meanSquare());
                out.add(name + ".min", stats.min());
                out.add(name + ".max", stats.max());
                stats.samples().ifPresent(samples -> out.add(name + ".samples", samples));
                stats.gram().ifPresent(gram -> out.add(name + ".gram", gram));
                out.putMetadata(LAYER_KEY + name, LayerRecord.of(stats).toJson());
            });
            out.putMetadata(VERSION_KEY, VERSION);
            out.putMetadata(CONTENT_KEY, calibration.contentHash());
            out.putMetadata(MODEL_KEY, calibration.modelHash());
            about.forEach((key, value) -> out.putMetadata(ABOUT_KEY + key, value));
            out.finish();
        }
    }

    /**
     * Opens a file that {@link #write} made and checks all of it against its hash.
     *
     * @throws TensorFileException if it cannot be read, is no calibration, or was changed
     */
    public static CalibrationFile open(Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        try {
            Calibration calibration = read(file);
            String content = CalibrationHash.ofContent(calibration.layers());
            if (!content.equals(calibration.contentHash())) {
                throw new TensorFileException(path, "is a calibration that was changed after it was written: its content has"
                        + " the SHA-256 " + content + " and not " + calibration.contentHash() + "; calibrate again");
            }
            return new CalibrationFile(file, calibration);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * The content hash that a file claims, without reading its statistics.
     *
     * @throws TensorFileException if it cannot be read or is no calibration
     */
    public static String claimedHash(Path path) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            requireVersion(file);
            return file.metadata().getOrDefault(CONTENT_KEY, "");
        }
    }

    private static Calibration read(SafetensorsFile file) {
        requireVersion(file);
        Map<String, ActivationStats> layers = new LinkedHashMap<>();
        file.metadata().forEach((key, json) -> {
            if (key.startsWith(LAYER_KEY)) {
                String name = key.substring(LAYER_KEY.length());
                try {
                    layers.put(name, layer(file, name, LayerRecord.parse(json)));
                } catch (IllegalArgumentException e) {
                    throw new TensorFileException(file.path(),
                            "what it says of layer '" + name + "' does not hold: " + e.getMessage(), e);
                }
            }
        });
        if (layers.isEmpty()) {
            throw new TensorFileException(file.path(), "is a calibration without layers");
        }
        Map<String, String> metadata = file.metadata();
        return new Calibration(metadata.getOrDefault(CONTENT_KEY, ""), metadata.getOrDefault(MODEL_KEY, ""), layers);
    }

    private static void requireVersion(TensorFile file) {
        String version = file.metadata().get(VERSION_KEY);
        if (version == null) {
            throw new TensorFileException(file.path(), "is a safetensors file, but no calibration: it lacks " + VERSION_KEY
                    + "; nibble calibrate makes one");
        }
        if (!version.equals(VERSION)) {
            throw new TensorFileException(file.path(), "is a calibration of version " + version + "; this Nibble reads version "
                    + VERSION);
        }
    }

    private static ActivationStats layer(SafetensorsFile file, String name, LayerRecord it) {
        Shape vector = Shape.of(it.channels());
        return new ActivationStats(
                it.rows(),
                tensor(file, name + ".mean_abs", ElementType.F32, vector),
                tensor(file, name + ".mean_square", ElementType.F32, vector),
                tensor(file, name + ".min", ElementType.F32, vector),
                tensor(file, name + ".max", ElementType.F32, vector),
                it.samples() == 0 ? Optional.empty()
                        : Optional.of(tensor(file, name + ".samples", ElementType.F32, Shape.of(it.samples(), it.channels()))),
                it.gram() ? Optional.of(tensor(file, name + ".gram", ElementType.F64, Shape.of(it.channels(), it.channels())))
                        : Optional.empty(),
                Optional.ofNullable(it.input()),
                Optional.ofNullable(it.output()));
    }

    private static Tensor tensor(SafetensorsFile file, String name, ElementType type, Shape shape) {
        Tensor tensor = file.tensor(name);
        if (tensor.type() != type || !tensor.shape().equals(shape)) {
            throw new IllegalArgumentException("'" + name + "' should be " + type + "[" + shape + "], and is " + tensor);
        }
        return tensor;
    }

    /** Its statistics. */
    public Calibration calibration() {
        return calibration;
    }

    /** What else the file says of itself, by name. */
    public Map<String, String> about() {
        Map<String, String> about = new TreeMap<>();
        file.metadata().forEach((key, value) -> {
            if (key.startsWith(ABOUT_KEY)) {
                about.put(key.substring(ABOUT_KEY.length()), value);
            }
        });
        return about;
    }

    /**
     * Checks that the statistics are those of a model.
     *
     * @throws IllegalArgumentException if a layer is not in the model, has another number of channels, or the weights are
     *     others than those that were run
     */
    public void requireFits(TensorFile model) {
        String of = file.path() + " is a calibration of another model than " + model.path() + ": ";
        String wayOut = "; make one with 'nibble calibrate " + model.path() + " -o FILE'";
        for (Map.Entry<String, ActivationStats> layer : new TreeMap<>(calibration.layers()).entrySet()) {
            String weight = LayerWeights.find(model, layer.getKey()).orElseThrow(() ->
                    new IllegalArgumentException(of + "that has no layer '" + layer.getKey() + "'" + wayOut));
            long k = model.info(weight).shape().cols();
            if (k != layer.getValue().channels()) {
                throw new IllegalArgumentException(of + "its layer '" + layer.getKey() + "' takes " + k + " channels, and the "
                        + "calibration has " + layer.getValue().channels() + wayOut);
            }
        }
        if (!CalibrationHash.ofModel(model, calibration.layers().keySet()).equals(calibration.modelHash())) {
            throw new IllegalArgumentException(of + "names and shapes are the same, and weights differ" + wayOut);
        }
    }

    /** Names of those tensors of which there are no statistics. */
    public List<String> missing(List<String> tensors) {
        return tensors.stream().filter(name -> calibration.layer(name).isEmpty()).toList();
    }

    @Override
    public void close() {
        file.close();
    }
}
