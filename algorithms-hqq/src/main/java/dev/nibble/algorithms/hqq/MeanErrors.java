package dev.nibble.algorithms.hqq;

import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The mean of |W - W_r| over a whole matrix in float32, as the early stops of published solvers see it: added in PyTorch's
 * order, which runs along the rows whatever the groups are.
 */
final class MeanErrors {
    /** PyTorch's at::internal::GRAIN_SIZE: from here on two threads sum one half each. The goldens are from two. */
    private static final long GRAIN = 32768;
    /** Into how many parts the blocks of a sum are shared out among threads. */
    private static final int PARTS = 64;

    /** Finds |W - W_r| of single weights, as one solver rounds it. */
    @FunctionalInterface
    interface Errors {
        /**
         * @param s by weight: what its group has for a scale
         * @param z by weight: what its group has for a zero
         */
        void find(float[] weights, float[] s, float[] z, float[] into);
    }

    private final Groups groups;
    private final Tensor s;
    private final Errors errors;
    private final long cols;

    /** @param s what the groups have for scales */
    MeanErrors(Groups groups, Tensor s, Errors errors) {
        this.groups = groups;
        this.s = s;
        this.errors = errors;
        this.cols = groups.weights().shape().cols();
    }

    /** The mean error under each of some zeros. */
    float[] under(List<Tensor> zeros) {
        long count = groups.weights().shape().elements();
        long half = count < GRAIN ? count : Math.ceilDiv(count, 2);
        float[] first = sums(0, half, zeros);
        float[] second = sums(half, count - half, zeros);
        float[] means = new float[first.length];
        for (int t = 0; t < means.length; t++) {
            means[t] = (first[t] + second[t]) / count;
        }
        return means;
    }

    private float[] sums(long from, long count, List<Tensor> zeros) {
        int size = Math.toIntExact(TorchSum.blockSize(count));
        long blocks = count / size;
        long part = Math.max(1, Math.ceilDiv(blocks, PARTS));
        List<float[][]> sums = LongStream.range(0, Math.ceilDiv(blocks, part)).parallel().boxed().flatMap(p -> {
            Span span = new Span(size);
            return LongStream.range(p * part, Math.min(blocks, (p + 1) * part))
                    .mapToObj(b -> span.sums(from + b * size, zeros));
        }).toList();
        Span rest = new Span((int) (count - blocks * size));
        rest.read(from + blocks * size);
        float[] results = new float[zeros.size()];
        for (int t = 0; t < results.length; t++) {
            TorchSum sum = new TorchSum(count);
            for (float[][] block : sums) {
                sum.addBlock(block[t]);
            }
            rest.error(zeros.get(t));
            for (float error : rest.lost) {
                sum.add(error);
            }
            results[t] = sum.result();
        }
        return results;
    }

    /** Consecutive weights, in pieces that lie in one row. Used by one thread. */
    private final class Span {
        private final float[] weights;
        private final float[] scales;
        private final float[] zeros;
        private final float[] lost;
        private final float[] row;
        private final float[] parameter;
        private long from;

        Span(int count) {
            this.weights = new float[count];
            this.scales = new float[count];
            this.zeros = new float[count];
            this.lost = new float[count];
            this.row = new float[(int) cols];
            this.parameter = new float[groups.parameters().rowLength()];
        }

        /** The sums of a block's errors under each of some zeros, for {@link TorchSum#addBlock}. */
        float[][] sums(long first, List<Tensor> under) {
            read(first);
            float[][] sums = new float[under.size()][];
            for (int t = 0; t < sums.length; t++) {
                sums[t] = error(under.get(t)) ? TorchSum.ofBlock(lost, lost.length) : sums[t - 1];
            }
            return sums;
        }

        /** Reads the weights from an index on. */
        void read(long first) {
            from = first;
            for (int at = 0; at < weights.length; at += length(at)) {
                groups.weights().readRow((from + at) / cols, row);
                System.arraycopy(row, (int) ((from + at) % cols), weights, at, length(at));
            }
            Arrays.fill(scales, Float.NaN); // pieces may begin elsewhere than in the block before
            spread(s, scales);
            Arrays.fill(zeros, Float.NaN); // unlike any that will come
        }

        /** How many of the weights from index {@code at} on lie in one row. */
        private int length(int at) {
            return (int) Math.min(weights.length - at, cols - (from + at) % cols);
        }

        /**
         * Gives each weight the parameter of its group.
         *
         * @return whether one is another than before
         */
        private boolean spread(Tensor component, float[] into) {
            boolean changed = false;
            for (int at = 0; at < into.length; at += length(at)) {
                component.readRow(groups.grouping().parameterRow(groups.weights().shape(), (from + at) / cols), parameter);
                changed |= spread((int) ((from + at) % cols), at, at + length(at), into);
            }
            return changed;
        }

        private boolean spread(int col, int from, int to, float[] into) {
            int run = groups.run();
            if (run == 1) {
                boolean changed = Arrays.mismatch(parameter, col, col + to - from, into, from, to) >= 0;
                System.arraycopy(parameter, col, into, from, to - from);
                return changed;
            }
            boolean changed = false;
            for (int i = from, c = col; i < to; c = (c / run + 1) * run) {
                int next = Math.min(to, i + run - c % run);
                if (into[i] != parameter[c / run]) {
                    changed = true;
                    Arrays.fill(into, i, next, parameter[c / run]);
                }
                i = next;
            }
            return changed;
        }

        /** Finds the errors under some zeros; says whether these differ from the zeros before. */
        boolean error(Tensor under) {
            boolean changed = spread(under, zeros);
            if (changed) {
                errors.find(weights, scales, zeros, lost);
            }
            return changed;
        }
    }
}
