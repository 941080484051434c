package dev.nibble.models.quantized;

import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.SafetensorsWriter;
import dev.nibble.models.file.TensorFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes a quantized model tensor by tensor. The file appears when {@link #finish} has succeeded, and never in part: a
 * writer that is closed before removes what it wrote.
 */
public final class QuantizedModelWriter implements AutoCloseable {
    static final String VERSION = "2";
    static final String VERSION_KEY = "nibble.version";
    static final String TENSOR_KEY = "nibble.tensor.";
    static final String KEPT_KEY = "nibble.kept.";
    static final String FOLDED_KEY = "nibble.folded.";
    static final String INPUT_SCALE = ".input_scale";
    private static final String RESERVED = "nibble.";

    private final Path target;
    private final SafetensorsWriter out;
    private final Set<String> names = new HashSet<>();

    private QuantizedModelWriter(Path target, SafetensorsWriter out) {
        this.target = target;
        this.out = out;
    }

    /** @throws TensorFileException if the target's folder cannot be written to */
    public static QuantizedModelWriter create(Path target) {
        return new QuantizedModelWriter(target, SafetensorsWriter.create(target));
    }

    /**
     * Writes a quantized tensor with its provenance, transform and activation.
     *
     * @throws TensorFileException if the name was given before, or the disk fails
     */
    public void add(String name, QuantizedWeight weight) {
        requireNew(name);
        weight.tensor().components().forEach((component, tensor) -> out.add(name + "." + component, asBytes(tensor)));
        weight.transform().ifPresent(transform -> {
            switch (transform) {
                case Transform.InputScale scale -> out.add(name + INPUT_SCALE, scale.factors());
            }
        });
        out.putMetadata(TENSOR_KEY + name, TensorRecord.of(weight).toJson());
    }

    /**
     * Carries a tensor along as it is.
     *
     * @param reason why it is not quantized
     * @throws TensorFileException if the name was given before, or the disk fails
     */
    public void keep(String name, Tensor tensor, String reason) {
        requireNew(name);
        out.add(name, tensor);
        out.putMetadata(KEPT_KEY + name, reason);
    }

    /**
     * Says of a tensor what folding an input scale did to it: its own went elsewhere, or that of others came in.
     *
     * @param name of a tensor that was written or will be
     */
    public void folded(String name, String what) {
        out.putMetadata(FOLDED_KEY + name, what);
    }

    /**
     * Adds a line of text to the file's metadata, for example what the source file had.
     *
     * @throws IllegalArgumentException if the key begins with {@code nibble.}, which is Nibble's own
     */
    public void putMetadata(String key, String value) {
        if (key.startsWith(RESERVED)) {
            throw new IllegalArgumentException("metadata keys that begin with '" + RESERVED + "' are Nibble's own: " + key);
        }
        out.putMetadata(key, value);
    }

    /** @throws TensorFileException if the disk fails; the target is then as it was before */
    public void finish() {
        out.putMetadata(VERSION_KEY, VERSION);
        out.finish();
    }

    @Override
    public void close() {
        out.close();
    }

    private void requireNew(String name) {
        if (!names.add(name)) {
            throw TensorFileException.ofTensor(target, name, "cannot be written: that name is taken");
        }
    }

    /** Safetensors has no types of fewer than eight bits: packed rows become rows of bytes. */
    private static Tensor asBytes(Tensor tensor) {
        if (!tensor.type().isPacked()) {
            return tensor;
        }
        Shape bytes = storedShape(tensor.type(), tensor.shape());
        return Tensor.of(ElementType.U8, bytes, tensor.data());
    }

    /** The shape under which a component is stored. */
    static Shape storedShape(ElementType type, Shape shape) {
        return type.isPacked() ? Shape.of(shape.rows(), type.rowBytes(shape.cols())) : shape;
    }
}
