package dev.nibble.models.quantized;

import dev.nibble.api.format.Format;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.SafetensorsFile;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.file.TensorFileException;
import dev.nibble.models.file.TensorInfo;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A quantized model file. Opening it checks all metadata against the tensors that are there; the data stays in the mapped
 * file. A tensor decodes with its format alone: the plugin that quantized it is named, not needed. A tensor that decodes
 * to other values than when it was written is refused. Tensors must not be used after {@link #close()}.
 */
public final class QuantizedModelFile implements WeightSource, AutoCloseable {
    private final SafetensorsFile file;
    private final Map<String, ModelEntry> entries;
    private final Map<String, StoredTensor> stored;

    private QuantizedModelFile(SafetensorsFile file, Map<String, ModelEntry> entries, Map<String, StoredTensor> stored) {
        this.file = file;
        this.entries = entries;
        this.stored = stored;
    }

    /**
     * Opens a file that {@link QuantizedModelWriter} wrote. A tensor of a format that nothing knows is listed, and fails
     * only when it is asked for.
     *
     * @param formats reads a format's text, for example {@code registry::format}
     * @throws TensorFileException if the file is no quantized model, or its metadata does not fit its tensors
     */
    public static QuantizedModelFile open(Path path, Function<String, Format> formats) {
        SafetensorsFile file = SafetensorsFile.open(path);
        try {
            return read(file, formats);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Whether a file says of itself that it is a quantized model. */
    public static boolean isQuantized(TensorFile file) {
        return file.metadata().containsKey(QuantizedModelWriter.VERSION_KEY);
    }

    private static QuantizedModelFile read(SafetensorsFile file, Function<String, Format> formats) {
        requireVersion(file);
        Map<String, StoredTensor> stored = new LinkedHashMap<>();
        Map<String, String> owners = new LinkedHashMap<>();
        file.metadata().forEach((key, json) -> {
            if (key.startsWith(QuantizedModelWriter.TENSOR_KEY)) {
                String name = key.substring(QuantizedModelWriter.TENSOR_KEY.length());
                StoredTensor tensor = StoredTensor.read(file, name, json, formats);
                stored.put(name, tensor);
                tensor.parts().forEach(part -> claim(file, owners, part, name));
            }
        });
        Map<String, ModelEntry> entries = new LinkedHashMap<>();
        for (String name : file.names()) {
            String owner = owners.getOrDefault(name, name);
            boolean plain = !owners.containsKey(name);
            if (plain && stored.containsKey(name)) {
                throw TensorFileException.ofTensor(file.path(), name, "is there both plain and quantized");
            }
            entries.computeIfAbsent(owner, it -> plain ? plain(file, it) : stored.get(it).entry());
        }
        requireKept(file, entries);
        return new QuantizedModelFile(file, Collections.unmodifiableMap(entries), stored);
    }

    private static void requireVersion(SafetensorsFile file) {
        String version = file.metadata().get(QuantizedModelWriter.VERSION_KEY);
        if (version == null) {
            throw new TensorFileException(file.path(), "is a safetensors file, but no quantized model: it lacks "
                    + QuantizedModelWriter.VERSION_KEY + "; nibble quantize makes one");
        }
        if (!version.equals(QuantizedModelWriter.VERSION)) {
            throw new TensorFileException(file.path(), "is a quantized model of version " + version + "; this Nibble reads version "
                    + QuantizedModelWriter.VERSION + "; quantize the original again, or use the Nibble that wrote it");
        }
    }

    private static void claim(SafetensorsFile file, Map<String, String> owners, String part, String name) {
        String other = owners.putIfAbsent(part, name);
        if (other != null) {
            throw TensorFileException.ofTensor(file.path(), part, "is claimed by both '" + other + "' and '" + name + "'");
        }
    }

    private static void requireKept(SafetensorsFile file, Map<String, ModelEntry> entries) {
        for (String key : file.metadata().keySet()) {
            if (key.startsWith(QuantizedModelWriter.KEPT_KEY)
                    && !(entries.get(key.substring(QuantizedModelWriter.KEPT_KEY.length())) instanceof ModelEntry.Plain)) {
                throw new TensorFileException(file.path(), "its metadata has '" + key + "', but there is no such plain tensor");
            }
        }
    }

    private static ModelEntry plain(SafetensorsFile file, String name) {
        TensorInfo info = file.info(name);
        String reason = file.metadata().getOrDefault(QuantizedModelWriter.KEPT_KEY + name, "");
        return new ModelEntry.Plain(name, info.shape(), info.bytes(), info.type(), reason);
    }

    /** The file, for messages. */
    public Path path() {
        return file.path();
    }

    /** All tensors of the model in the order in which they were written. */
    public List<ModelEntry> entries() {
        return List.copyOf(entries.values());
    }

    /** @throws TensorFileException if the model has no such tensor */
    public ModelEntry entry(String name) {
        ModelEntry entry = entries.get(name);
        if (entry == null) {
            throw new TensorFileException(path(), "has no tensor '" + name + "'; it has " + entries.size() + " tensors");
        }
        return entry;
    }

    /** What folding an input scale did to a tensor; empty if nothing. */
    public Optional<String> folded(String name) {
        return Optional.ofNullable(file.metadata().get(QuantizedModelWriter.FOLDED_KEY + name));
    }

    @Override
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /** Metadata other than Nibble's own. */
    public Map<String, String> metadata() {
        Map<String, String> own = new LinkedHashMap<>(file.metadata());
        Set<String> keys = new LinkedHashSet<>(own.keySet());
        keys.stream().filter(key -> key.startsWith("nibble.")).forEach(own::remove);
        return own;
    }

    /**
     * @throws TensorFileException if nothing on the class path knows the tensor's format, or the tensor decodes to other
     *     values than when it was written
     */
    @Override
    public Optional<QuantizedWeight> quantized(String name) {
        return Optional.ofNullable(stored.get(name)).map(StoredTensor::verified);
    }

    @Override
    public Tensor tensor(String name) {
        return switch (entry(name)) {
            case ModelEntry.Plain _ -> file.tensor(name);
            case ModelEntry.Quantized _ -> stored.get(name).verified().decode();
        };
    }

    @Override
    public void close() {
        file.close();
    }
}
