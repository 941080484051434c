package dev.nibble.runtime.structure;

import dev.nibble.api.format.Component;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Multiplies the rows of a quantized tensor without choosing codes anew, for formats where that can be done: one of whose
 * components has float rows of its own for each row of the tensor, and decodes to the multiples when it is multiplied. Which
 * one that is, is tried and never told by a name.
 */
public final class RowFactors {
    /** Roundings of the parameter, of the weight before and of the weight after, and one to spare. */
    private static final double ROUNDING = 4 * 0x1p-24;

    private RowFactors() {}

    /**
     * The tensor with row r multiplied by {@code factors[r]}, up to rounding in float32; its other components and its
     * provenance are the same. Empty if the format has no component that does it, as where one scale serves several rows, or
     * scales are rounded to fewer bits.
     *
     * @throws IllegalArgumentException if there is not one factor for each row
     */
    public static Optional<QuantizedTensor> multiply(QuantizedTensor tensor, float[] factors) {
        if (factors.length != tensor.shape().rows()) {
            throw new IllegalArgumentException(factors.length + " factors cannot multiply the rows of " + tensor);
        }
        for (Component component : tensor.format().components()) {
            Tensor values = tensor.component(component.name());
            // Narrower types round the products to fewer bits than are allowed.
            boolean wide = component.type() == ElementType.F32 || component.type() == ElementType.F64;
            if (!wide || values.shape().rows() != factors.length) {
                continue;
            }
            Map<String, Tensor> components = new LinkedHashMap<>(tensor.components());
            components.put(component.name(), multiplied(values, factors));
            QuantizedTensor tried = QuantizedTensor.of(tensor.format(), tensor.shape(), components, tensor.provenance());
            if (isMultiple(tried, tensor, factors)) {
                return Optional.of(tried);
            }
        }
        return Optional.empty();
    }

    private static Tensor multiplied(Tensor values, float[] factors) {
        Tensor product = Tensor.allocate(values.type(), values.shape());
        float[] row = new float[values.shape().rowLength()];
        for (int r = 0; r < factors.length; r++) {
            values.readRow(r, row);
            for (int c = 0; c < row.length; c++) {
                row[c] *= factors[r];
            }
            product.writeRow(r, row);
        }
        return product;
    }

    private static boolean isMultiple(QuantizedTensor tried, QuantizedTensor of, float[] factors) {
        float[] before = new float[of.shape().rowLength()];
        float[] after = new float[before.length];
        for (int r = 0; r < factors.length; r++) {
            of.format().decodeRow(of, r, before);
            of.format().decodeRow(tried, r, after);
            for (int c = 0; c < before.length; c++) {
                double expected = (double) before[c] * factors[r];
                if (!(Math.abs(after[c] - expected) <= ROUNDING * Math.abs(expected) + Float.MIN_NORMAL)) {
                    return false;
                }
            }
        }
        return true;
    }
}
