package dev.nibble.algorithms.awq;

import dev.nibble.api.format.GroupCodec;
import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Clips the weights of every group of every row so that the group's share of the output changes least: it minimises
 * {@code || X_g (Q(clamp(w_g, low, high)) - w_g) ||^2} over a grid of bounds.
 *
 * @param format of Q, with groups that lie along rows
 * @param grid which bounds to try
 */
record ClipSearch(GroupedFormat format, Grid grid) {
    /** Bounds to try for one group. */
    enum Grid {
        /** {@code [-m a, m a]}, m = max |w_g|, a = 1 - i / 20, i = 0 .. 9: as llm-awq and AutoAWQ have it. */
        SYMMETRIC {
            @Override
            void search(Group group) {
                float absmax = Math.max(Math.abs(group.min()), Math.abs(group.max()));
                for (int i = 0; i < STEPS; i++) {
                    // In float32: a range of [-b, b] has its zero on a tie, and the last bit of b decides how it is rounded.
                    float bound = absmax * (float) (1 - i / 20.0);
                    group.attempt(-bound, bound);
                }
            }
        },
        /** Both ends of [min, max] move inwards: together, then the lower alone, then the upper alone. */
        BOTH_ENDS {
            @Override
            void search(Group group) {
                float range = group.max() - group.min();
                group.attempt(group.min(), group.max());
                for (int i = 1; i < STEPS && Float.isFinite(range); i++) {
                    group.attempt(group.min() + range * i / 40, group.max() - range * i / 40);
                }
                float low = group.low();
                float high = group.high();
                for (int i = 1; i < STEPS && Float.isFinite(range); i++) {
                    group.attempt(low + range * (i - 5) / 40, high);
                }
                low = group.low();
                for (int i = 1; i < STEPS && Float.isFinite(range); i++) {
                    group.attempt(low, high - range * (i - 5) / 40);
                }
            }
        };

        private static final int STEPS = 10;

        abstract void search(Group group);
    }

    /** @throws IllegalArgumentException if groups do not lie along rows */
    ClipSearch {
        Grouping.Kind kind = format.grouping().kind();
        if (kind != Grouping.Kind.ALONG_ROWS && kind != Grouping.Kind.ROW) {
            throw new IllegalArgumentException("awq clips groups that lie along rows, and those of " + format.text()
                    + " do not; use group=G,axis=1 or per=row, or set clip=false");
        }
    }

    /**
     * Clips all groups.
     *
     * @param weights [N, K]
     * @param inputs what they are multiplied by
     */
    Tensor clip(Tensor weights, Inputs inputs) {
        Shape shape = weights.shape();
        int cols = shape.rowLength();
        int size = (int) Math.min(format.grouping().run(shape), cols);
        GroupError[] errors = IntStream.range(0, Math.ceilDiv(cols, size)).parallel()
                .mapToObj(g -> GroupError.on(inputs.rows(), g * size, Math.min(cols, (g + 1) * size)))
                .toArray(GroupError[]::new);
        GroupCodec codec = format.codec(weights);
        Tensor clipped = Tensor.allocate(ElementType.F32, shape);
        IntStream.range(0, Math.toIntExact(shape.rows())).parallel().forEach(r -> {
            float[] row = new float[cols];
            weights.readRow(r, row);
            for (int g = 0; g < errors.length; g++) {
                int from = g * size;
                Group group = new Group(codec, row, from, Math.min(cols, from + size), errors[g]);
                grid.search(group);
                group.clamp(row, from);
            }
            clipped.writeRow(r, row);
        });
        return clipped;
    }

    /** One group of one row, and the best bounds so far. */
    static final class Group {
        private final GroupCodec codec;
        private final GroupError error;
        private final float[] weights;
        private final float[] parameters;
        private final double[] errors;
        private final double[] products;
        private final float min;
        private final float max;
        private float low;
        private float high;
        private double least = Double.POSITIVE_INFINITY;

        Group(GroupCodec codec, float[] row, int from, int to, GroupError error) {
            this.codec = codec;
            this.error = error;
            this.weights = Arrays.copyOfRange(row, from, to);
            this.parameters = new float[codec.parameters()];
            this.errors = new double[weights.length];
            this.products = new double[weights.length];
            float smallest = Float.POSITIVE_INFINITY;
            float largest = Float.NEGATIVE_INFINITY;
            for (float w : weights) {
                smallest = Math.min(smallest, w);
                largest = Math.max(largest, w);
            }
            min = smallest;
            max = largest;
            low = min;
            high = max;
        }

        float min() {
            return min;
        }

        float max() {
            return max;
        }

        float low() {
            return low;
        }

        float high() {
            return high;
        }

        void attempt(float triedLow, float triedHigh) {
            if (!(triedLow <= triedHigh)) {
                return;
            }
            codec.fit(Math.clamp(min, triedLow, triedHigh), Math.clamp(max, triedLow, triedHigh), parameters);
            for (int k = 0; k < errors.length; k++) {
                float w = Math.clamp(weights[k], triedLow, triedHigh);
                errors[k] = (double) codec.decode(codec.encode(w, parameters), parameters) - weights[k];
            }
            double loss = error.of(errors, products);
            if (loss < least) {
                least = loss;
                low = triedLow;
                high = triedHigh;
            }
        }

        void clamp(float[] row, int from) {
            for (int k = 0; k < weights.length; k++) {
                row[from + k] = Math.clamp(weights[k], low, high);
            }
        }
    }
}
