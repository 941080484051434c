package dev.nibble.api.op;

import dev.nibble.api.format.Format;
import dev.nibble.api.tensor.Shape;
import java.util.Objects;

/**
 * What is asked of a kernel, without the data: the unit of dispatch, of contracts and of tests.
 *
 * @param op name of the operation
 * @param format of the quantized operand; it says the type of every scale and zero
 * @param weight logical shape of the quantized operand
 * @param m rows of the dense operand: tokens of {@code linear}, indices of {@code embedding}; 1 where there is none
 * @param activation treatment of the dense operand
 */
public record OpSpec(String op, Format format, Shape weight, long m, Activation activation) {
    public OpSpec {
        Objects.requireNonNull(op, "op");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(weight, "weight");
        Objects.requireNonNull(activation, "activation");
        if (m < 1) {
            throw new IllegalArgumentException("m must be at least 1, not " + m);
        }
    }

    /** The same with another {@code m}. */
    public OpSpec withM(long other) {
        return new OpSpec(op, format, weight, other, activation);
    }

    /** For example {@code linear[m=1,w=384x1536,act=f32] affine:bits=4,group=64,axis=1,zero=float}. */
    @Override
    public String toString() {
        return op + "[m=" + m + ",w=" + weight + ",act=" + activation + "] " + format.text();
    }
}
