package dev.nibble.runtime.oracle;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * The right output in float64, and how output is compared with it.
 *
 * @param value row-major
 * @param magnitude sum of the magnitudes of each element's terms
 * @param columns of the output's matrix view, for messages
 */
record Reference(double[] value, double[] magnitude, long columns) {
    static Reference of(Op op, OpSpec spec, QuantizedTensor weight, Tensor input) {
        var shape = op.output(spec);
        if (shape.elements() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("the output of " + spec + " has too many elements to be checked in one piece;"
                    + " choose a smaller m");
        }
        double[] value = new double[(int) shape.elements()];
        double[] magnitude = new double[value.length];
        op.reference(spec, weight, input, value, magnitude);
        return new Reference(value, magnitude, Math.max(1, shape.cols()));
    }

    /** Compares the first {@code count} elements; all others must be untouched. */
    Verdict compare(MemorySegment output, int count, ErrorBound bound) {
        double maxError = 0;
        double worstRatio = 0;
        int worst = count == 0 ? -1 : 0;
        for (int i = 0; i < count; i++) {
            int bits = output.get(Layouts.INT, 4L * i);
            double error = Math.abs(Float.intBitsToFloat(bits) - value[i]);
            if (!Double.isFinite(error)) {
                return broken(i, bits, bound);
            }
            double ratio = error / bound.at(magnitude[i]);
            maxError = Math.max(maxError, error);
            if (ratio > worstRatio) {
                worstRatio = ratio;
                worst = i;
            }
        }
        for (int i = count; i < value.length; i++) {
            if (output.get(Layouts.INT, 4L * i) != GuardedBuffer.POISON) {
                return Verdict.broken("wrote " + where(i) + ", beyond the rows that it was asked for");
            }
        }
        boolean passed = worstRatio <= 1;
        String failure = passed ? "" : where(worst) + " is " + Float.intBitsToFloat(output.get(Layouts.INT, 4L * worst))
                + ", expected " + value[worst] + " within " + bound.at(magnitude[worst]) + ", off by " + worstRatio
                + " times the bound";
        return new Verdict(passed, maxError, worstRatio, worst, failure);
    }

    private Verdict broken(int i, int bits, ErrorBound bound) {
        String failure = !Double.isFinite(value[i])
                ? where(i) + " has no finite reference (" + value[i] + "): the test data are out of range"
                : bits == GuardedBuffer.POISON
                        ? where(i) + " was never written, or what it held was used"
                        : where(i) + " is " + Float.intBitsToFloat(bits) + ", expected " + value[i] + " within "
                                + bound.at(magnitude[i]);
        return new Verdict(false, 0, Double.POSITIVE_INFINITY, i, failure);
    }

    private String where(int i) {
        return "output[" + i + "] (row " + i / columns + ", column " + i % columns + ")";
    }
}
