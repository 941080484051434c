package dev.nibble.algorithms.gptq;

/** Sums of scaled rows, in loops that the compiler vectorises. */
final class Axpy {
    private Axpy() {}

    /**
     * {@code y[from, to) += sum_p x[at + p] * rows[first + p][from, to)} for p in [0, count), eight rows at once, so that y
     * is loaded and stored once for eight products.
     */
    static void add(double[] y, int from, int to, double[] x, int at, double[][] rows, int first, int count) {
        int p = 0;
        for (; p + 8 <= count; p += 8) {
            addEight(y, from, to, x, at + p, rows, first + p);
        }
        for (; p < count; p++) {
            add(y, from, to, x[at + p], rows[first + p]);
        }
    }

    /** {@code y[from, to) += x * row[from, to)}. */
    static void add(double[] y, int from, int to, double x, double[] row) {
        for (int i = from; i < to; i++) {
            y[i] += x * row[i];
        }
    }

    private static void addEight(double[] y, int from, int to, double[] x, int at, double[][] rows, int first) {
        double[] r0 = rows[first];
        double[] r1 = rows[first + 1];
        double[] r2 = rows[first + 2];
        double[] r3 = rows[first + 3];
        double[] r4 = rows[first + 4];
        double[] r5 = rows[first + 5];
        double[] r6 = rows[first + 6];
        double[] r7 = rows[first + 7];
        double x0 = x[at];
        double x1 = x[at + 1];
        double x2 = x[at + 2];
        double x3 = x[at + 3];
        double x4 = x[at + 4];
        double x5 = x[at + 5];
        double x6 = x[at + 6];
        double x7 = x[at + 7];
        for (int i = from; i < to; i++) {
            y[i] += x0 * r0[i] + x1 * r1[i] + x2 * r2[i] + x3 * r3[i] + x4 * r4[i] + x5 * r5[i] + x6 * r6[i] + x7 * r7[i];
        }
    }
}
