package dev.nibble.algorithms.hqq;

import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The mean of |W - W_r| over a whole matrix in float32, as hqq's early stop sees it: added in PyTorch's order, which runs
 * along the rows whatever the groups are.
 */
final class MeanErrors {
    /** PyTorch's at::internal::GRAIN_SIZE: from here on two threads sum one half each. The goldens are from two. */
    private static final long GRAIN = 32768;

    private final Groups groups;
    private final Tensor s;
    private final int top;
    private final long cols;

    /** @param s the inverse scales of all groups */
    MeanErrors(Groups groups, Tensor s, int top) {
        this.groups = groups;
        this.s = s;
        this.top = top;
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
        List<float[][]> parts = LongStream.range(0, blocks).parallel().mapToObj(b -> {
            Span span = new Span(from + b * size, size);
            float[][] sums = new float[zeros.size()][];
            for (int t = 0; t < sums.length; t++) {
                boolean moved = span.error(zeros.get(t)) || t == 0;
                sums[t] = moved ? TorchSum.ofBlock(span.errors, size) : sums[t - 1];
            }
            return sums;
        }).toList();
        Span rest = new Span(from + blocks * size, (int) (count - blocks * size));
        float[] results = new float[zeros.size()];
        for (int t = 0; t < results.length; t++) {
            TorchSum sum = new TorchSum(count);
            for (float[][] part : parts) {
                sum.addBlock(part[t]);
            }
            rest.error(zeros.get(t));
            for (float error : rest.errors) {
                sum.add(error);
            }
            results[t] = sum.result();
        }
        return results;
    }

    /** Consecutive weights, each with the parameters of its group. Used by one thread. */
    private final class Span {
        private final long from;
        private final float[] weights;
        private final float[] inverseScales;
        private final float[] zeros;
        private final float[] before;
        private final float[] errors;

        Span(long from, int count) {
            this.from = from;
            this.weights = new float[count];
            this.inverseScales = new float[count];
            this.zeros = new float[count];
            this.before = new float[count];
            this.errors = new float[count];
            float[] row = new float[(int) cols];
            for (int at = 0; at < count; at += length(at)) {
                groups.weights().readRow((from + at) / cols, row);
                System.arraycopy(row, (int) ((from + at) % cols), weights, at, length(at));
            }
            spread(s, inverseScales);
            Arrays.fill(zeros, Float.NaN); // unlike any that will come
        }

        /** How many of the weights from index {@code at} on lie in one row. */
        private int length(int at) {
            return (int) Math.min(weights.length - at, cols - (from + at) % cols);
        }

        /** Gives each weight the parameter of its group. */
        private void spread(Tensor parameter, float[] into) {
            float[] row = new float[parameter.shape().rowLength()];
            int run = groups.run();
            for (int at = 0; at < into.length; at += length(at)) {
                parameter.readRow(groups.grouping().parameterRow(groups.weights().shape(), (from + at) / cols), row);
                int end = at + length(at);
                int col = (int) ((from + at) % cols);
                if (run == 1) {
                    System.arraycopy(row, col, into, at, end - at);
                    continue;
                }
                for (int i = at; i < end; col = (col / run + 1) * run) {
                    int next = Math.min(end, i + run - col % run);
                    Arrays.fill(into, i, next, row[col / run]);
                    i = next;
                }
            }
        }

        /** Finds the errors under some zeros; says whether these differ from the zeros before. */
        boolean error(Tensor tensor) {
            System.arraycopy(zeros, 0, before, 0, zeros.length);
            spread(tensor, zeros);
            if (Arrays.equals(zeros, before)) {
                return false;
            }
            MeanErrors.error(weights, inverseScales, zeros, top, errors);
            return true;
        }
    }

    private static void error(float[] weights, float[] s, float[] z, int top, float[] into) {
        for (int i = 0; i < into.length; i++) {
            float wq = HalfQuadratic.code(weights[i] * s[i] + z[i], top);
            into[i] = Math.abs(weights[i] - (wq - z[i]) / s[i]);
        }
    }
}
