package dev.nibble.algorithms.gptq;

import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.QuantizedTensor;
import java.util.Arrays;

/**
 * GPTQ's pass over the columns of some rows, which depend on nothing but H.
 *
 * <p>With {@code H = L D L^T} and the error e = w - q of one row,
 * <pre>  e H e^T = sum_a D_a (sum_{b >= a} e_b L_ba)^2  (1)</pre>
 * Going from the last position to the first, each term of the sum holds one code that is still free, and all others in it are
 * fixed: the best choice for the term is the code nearest to
 * <pre>  v_a = w_a + sum_{b > a} e_b L_ba  (2)</pre>
 * That is algorithm 1 of GPTQ: the published form takes the rows of the Cholesky factor of H^-1, which are those of L^-1
 * scaled, and moves the weights that are still free after each step. QuIP's theorem 6 shows that both choose the same codes;
 * (2) needs no inverse. What is left of (1) is {@code sum_a D_a (v_a - q_a)^2}.
 *
 * <p>Corrections from within a block of columns are made at once, those from a finished block together (GPTQ, section 3.3,
 * step 2).
 *
 * @param factor of H, in reverse of the order of quantization
 * @param channels the column of the weights by position
 * @param run how many columns of the weights share a group
 * @see <a href="https://arxiv.org/abs/2210.17323">Frantar et al., GPTQ</a>
 * @see <a href="https://arxiv.org/abs/2307.13304">Chee et al., QuIP: LDLQ</a>
 */
record Sweep(TriangularFactor factor, int[] channels, int run) {
    private static final int BLOCK = 64;

    /**
     * A sweep over a tensor's columns.
     *
     * @param order the columns in the order of quantization
     */
    static Sweep of(TriangularFactor factor, int[] order, QuantizedTensor tensor) {
        int[] channels = new int[order.length];
        Arrays.setAll(channels, a -> order[order.length - 1 - a]);
        long run = ((CodedFormat) tensor.format()).grouping().run(tensor.shape());
        return new Sweep(factor, channels, (int) Math.min(Math.max(1, run), Math.max(1, order.length)));
    }

    /** One row of weights on its way, by position. */
    private final class Line {
        private final CodeGrid.Row grid;
        private final byte[] codes;
        private final double[] weights;
        private final double[] targets;
        private final double[] errors;
        private double loss;

        Line(float[] row, CodeGrid.Row grid, byte[] codes) {
            this.grid = grid;
            this.codes = codes;
            this.weights = new double[row.length];
            Arrays.setAll(weights, a -> row[channels[a]]);
            this.targets = weights.clone();
            this.errors = new double[row.length];
        }

        /** Positions [from, to), last first. */
        void choose(int from, int to) {
            double[][] unitLower = factor.unitLower();
            for (int a = to - 1; a >= from; a--) {
                int channel = channels[a];
                int group = channel / run;
                if (!grid.isFlat(group)) {
                    codes[channel] = (byte) grid.encode(targets[a], group);
                }
                float q = grid.decode(codes[channel] & 0xFF, group);
                errors[a] = weights[a] - q;
                loss += factor.diagonal()[a] * (targets[a] - q) * (targets[a] - q);
                Axpy.add(targets, from, a, errors[a], unitLower[a]);
            }
        }
    }

    /**
     * Chooses the codes of some rows.
     *
     * @param rows the weights
     * @param grids what the codes of each row stand for
     * @param codes of each row; receives the new ones. Groups whose codes all mean the same keep theirs
     * @return what is left of (1), by row
     */
    double[] choose(float[][] rows, CodeGrid.Row[] grids, byte[][] codes) {
        Line[] lines = new Line[rows.length];
        Arrays.setAll(lines, r -> new Line(rows[r], grids[r], codes[r]));
        for (int to = channels.length; to > 0; to -= BLOCK) {
            int from = Math.max(0, to - BLOCK);
            for (Line line : lines) {
                line.choose(from, to);
            }
            for (Line line : lines) {
                Axpy.add(line.targets, 0, from, line.errors, from, factor.unitLower(), from, to - from);
            }
        }
        return Arrays.stream(lines).mapToDouble(line -> line.loss).toArray();
    }

    /** (1) for some rows and the codes that they have. */
    double[] loss(float[][] rows, CodeGrid.Row[] grids, byte[][] codes) {
        double[] losses = new double[rows.length];
        for (int r = 0; r < rows.length; r++) {
            double[] errors = new double[channels.length];
            for (int a = 0; a < errors.length; a++) {
                int channel = channels[a];
                errors[a] = (double) rows[r][channel] - grids[r].decode(codes[r][channel] & 0xFF, channel / run);
            }
            double[] sums = new double[errors.length];
            for (int to = errors.length; to > 0; to -= BLOCK) {
                int from = Math.max(0, to - BLOCK);
                for (int a = to - 1; a >= from; a--) {
                    Axpy.add(sums, from, a + 1, errors[a], factor.unitLower()[a]);
                }
                Axpy.add(sums, 0, from, errors, from, factor.unitLower(), from, to - from);
            }
            for (int a = 0; a < sums.length; a++) {
                losses[r] += factor.diagonal()[a] * sums[a] * sums[a];
            }
        }
        return losses;
    }
}
