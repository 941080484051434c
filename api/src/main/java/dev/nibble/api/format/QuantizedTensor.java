package dev.nibble.api.format;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A tensor as its format's components, and who made it. Immutable: the components are read-only views. */
public final class QuantizedTensor {
    private final Shape shape;
    private final Format format;
    private final Map<String, Tensor> components;
    private final Provenance provenance;

    private QuantizedTensor(Shape shape, Format format, Map<String, Tensor> components, Provenance provenance) {
        this.shape = shape;
        this.format = format;
        this.components = components;
        this.provenance = provenance;
    }

    /**
     * A tensor from components that exist already, for example mapped from a file.
     *
     * @throws IllegalArgumentException if the format does not support the shape, or a component is missing, unknown or
     *     of another type or shape than the format declares; the message names it
     */
    public static QuantizedTensor of(Format format, Shape shape, Map<String, Tensor> components, Provenance provenance) {
        requireSupported(format, shape);
        Map<String, Tensor> checked = new LinkedHashMap<>();
        for (Component component : format.components()) {
            Tensor tensor = components.get(component.name());
            if (tensor == null) {
                throw new IllegalArgumentException(format.text() + " needs a component '" + component.name() + "'");
            }
            Shape expected = component.shapeFor(shape);
            if (tensor.type() != component.type() || !tensor.shape().equals(expected)) {
                throw new IllegalArgumentException("component '" + component.name() + "' of " + format.text() + " for shape "
                        + shape + " is " + component.type() + "[" + expected + "], not " + tensor);
            }
            checked.put(component.name(), tensor.asReadOnly());
        }
        for (String name : components.keySet()) {
            if (!checked.containsKey(name)) {
                throw new IllegalArgumentException(format.text() + " has no component '" + name + "'");
            }
        }
        return new QuantizedTensor(shape, format, Collections.unmodifiableMap(checked), provenance);
    }

    /**
     * Starts a tensor with zero-filled components to be written.
     *
     * @throws IllegalArgumentException if the format does not support the shape
     */
    public static Builder builder(Format format, Shape shape) {
        return new Builder(format, shape);
    }

    public Shape shape() {
        return shape;
    }

    public Format format() {
        return format;
    }

    public Provenance provenance() {
        return provenance;
    }

    /** All components in the format's order, read-only. */
    public Map<String, Tensor> components() {
        return components;
    }

    /** @throws IllegalArgumentException if the format declares no such component */
    public Tensor component(String name) {
        return require(components, name, format);
    }

    /** The same tensor with another provenance. */
    public QuantizedTensor withProvenance(Provenance other) {
        return new QuantizedTensor(shape, format, components, other);
    }

    /** Bytes of all components. */
    public long byteSize() {
        return components.values().stream().mapToLong(Tensor::byteSize).sum();
    }

    /** Decodes all of it to float32 in the logical shape. */
    public Tensor decode() {
        Tensor decoded = Tensor.allocate(ElementType.F32, shape);
        float[] row = new float[shape.rowLength()];
        for (long r = 0; r < shape.rows(); r++) {
            format.decodeRow(this, r, row);
            decoded.writeRow(r, row);
        }
        return decoded;
    }

    @Override
    public String toString() {
        return format.text() + "[" + shape + "]";
    }

    private static void requireSupported(Format format, Shape shape) {
        var support = format.supports(shape);
        if (!support.supported()) {
            throw new IllegalArgumentException("format " + format.text() + " cannot hold shape " + shape + ": " + support);
        }
    }

    private static Tensor require(Map<String, Tensor> components, String name, Format format) {
        Tensor tensor = components.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    format.text() + " has no component '" + name + "', only " + String.join(", ", components.keySet()));
        }
        return tensor;
    }

    /** Components under construction. */
    public static final class Builder {
        private final Format format;
        private final Shape shape;
        private final Map<String, Tensor> components = new LinkedHashMap<>();

        private Builder(Format format, Shape shape) {
            requireSupported(format, shape);
            this.format = format;
            this.shape = shape;
            for (Component component : format.components()) {
                components.put(component.name(), Tensor.allocate(component.type(), component.shapeFor(shape)));
            }
        }

        /** A component to write to. */
        public Tensor component(String name) {
            return require(components, name, format);
        }

        /** The finished tensor; the builder must not be used any more. */
        public QuantizedTensor build() {
            return of(format, shape, components, Provenance.NONE);
        }
    }
}
