package dev.nibble.models.quantized;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatText;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Activation;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.SafetensorsFile;
import dev.nibble.models.file.TensorFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A quantized tensor in a file, its metadata checked against the tensors that are there.
 *
 * @param described what the metadata says
 * @param shape the logical shape
 * @param format empty if nothing on the class path knows it
 */
record StoredTensor(SafetensorsFile file, String name, TensorRecord described, Shape shape, Optional<Format> format) {
    static StoredTensor read(SafetensorsFile file, String name, String json, Function<String, Format> formats) {
        try {
            TensorRecord described = TensorRecord.parse(json);
            Shape shape = Shape.of(described.shape());
            StoredTensor tensor = new StoredTensor(file, name, described, shape, format(described.format(), formats));
            described.components().forEach((component, it) -> tensor.component(component));
            tensor.transform();
            tensor.activation();
            if (tensor.format.isPresent()) {
                tensor.weight();
            }
            return tensor;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new TensorFileException(file.path(),
                    "the metadata of quantized tensor '" + name + "' does not hold: " + e.getMessage(), e);
        }
    }

    private static Optional<Format> format(String text, Function<String, Format> formats) {
        FormatText.parse(text);
        try {
            return Optional.of(formats.apply(text));
        } catch (NoSuchPluginException e) {
            // Told when the tensor is asked for: all others can be used without it.
            return Optional.empty();
        }
    }

    /** Names of the file's tensors that belong to this one. */
    List<String> parts() {
        Stream<String> components = described.components().keySet().stream().map(component -> name + "." + component);
        return hasInputScale()
                ? Stream.concat(components, Stream.of(name + QuantizedModelWriter.INPUT_SCALE)).toList()
                : components.toList();
    }

    ModelEntry entry() {
        long bytes = parts().stream().mapToLong(part -> file.info(part).bytes()).sum();
        return new ModelEntry.Quantized(
                name, shape, bytes, described.format(), format.isPresent(), described.provenance(), hasInputScale(),
                activation());
    }

    QuantizedWeight weight() {
        Map<String, Tensor> components = new LinkedHashMap<>();
        for (String component : described.components().keySet()) {
            components.put(component, component(component));
        }
        QuantizedTensor tensor = QuantizedTensor.of(
                format.orElseThrow(this::unknownFormat), shape, components, described.provenance());
        return new QuantizedWeight(tensor, transform(), activation());
    }

    /** @throws TensorFileException if it does not decode to what it decoded to when it was written */
    QuantizedWeight verified() {
        QuantizedWeight weight = weight();
        String decoded = DecodedChecksum.of(weight);
        if (!decoded.equals(described.decoded())) {
            throw TensorFileException.ofTensor(file.path(), name, "means something else than when it was written, in its values or its inputs: the file was"
                    + " changed, or the plugin here that provides '" + FormatText.parse(described.format()).family()
                    + "' means something else by " + described.format() + " than the one it was written with");
        }
        return weight;
    }

    private Tensor component(String component) {
        TensorRecord.ComponentRecord it = described.components().get(component);
        ElementType type = ElementType.valueOf(it.type());
        Shape elements = Shape.of(it.shape());
        Tensor stored = file.tensor(name + "." + component);
        ElementType storedType = type.isPacked() ? ElementType.U8 : type;
        Shape storedShape = QuantizedModelWriter.storedShape(type, elements);
        if (stored.type() != storedType || !stored.shape().equals(storedShape)) {
            throw new IllegalArgumentException("component '" + component + "' should be stored as " + storedType + "["
                    + storedShape + "], and is " + stored);
        }
        return Tensor.of(type, elements, stored.data());
    }

    private Optional<Transform> transform() {
        if (!hasInputScale()) {
            return Optional.empty();
        }
        Tensor factors = file.tensor(name + QuantizedModelWriter.INPUT_SCALE);
        Shape expected = Shape.of(shape.cols());
        if (factors.type() != ElementType.F32 || !factors.shape().equals(expected)) {
            throw new IllegalArgumentException("the input scale should be F32[" + expected + "], and is " + factors);
        }
        float[] values = new float[factors.shape().rowLength()];
        factors.readRow(0, values);
        return Optional.of(Transform.InputScale.of(values));
    }

    private Activation activation() {
        return Activation.of(described.activation());
    }

    private boolean hasInputScale() {
        return described.transform().equals(TensorRecord.INPUT_SCALE);
    }

    private TensorFileException unknownFormat() {
        Provenance by = described.provenance();
        String maker = by.quantizer().isEmpty()
                ? ""
                : " (it was quantized by " + by.quantizer() + " version " + by.version()
                        + (by.pluginDigest().isEmpty() ? "" : ", plugin SHA-256 " + by.pluginDigest()) + ")";
        return TensorFileException.ofTensor(file.path(), name, "has the format '" + described.format()
                + "', and no plugin here knows the family '" + FormatText.parse(described.format()).family()
                + "'; put the jar that provides that format on the class path (NIBBLE_CLASSPATH=that.jar ./nibble ...)" + maker);
    }
}
