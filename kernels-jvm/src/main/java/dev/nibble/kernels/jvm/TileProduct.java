package dev.nibble.kernels.jvm;

import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Multiplies decoded weights, by column and output row, with rows of input, adding to results by input row and output
 * row. Two vectors of output rows times one, four or eight rows of input stay in registers; eight take as many registers
 * as processors with 512 bits have.
 */
final class TileProduct {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private TileProduct() {}

    /** Output rows of a panel: two vectors. */
    static int rows() {
        return 2 * LANES;
    }

    /** Input rows of a tile: 8 or, with sixteen registers, 4. */
    static int width() {
        return LANES == 16 ? 8 : 4;
    }

    /**
     * Adds the product of some columns.
     *
     * @param weights [columns, 2 vectors] from 0
     * @param x [columns, width] from {@code at}
     * @param width 1, 4 or 8
     * @param results [width, 2 vectors] from {@code to}
     */
    static void add(float[] weights, int columns, float[] x, int at, int width, float[] results, int to) {
        switch (width) {
            case 1 -> one(weights, columns, x, at, results, to);
            case 4 -> four(weights, columns, x, at, results, to);
            case 8 -> eight(weights, columns, x, at, results, to);
            default -> throw new IllegalArgumentException("no code for a tile of " + width + " rows");
        }
    }

    /**
     * Writes results of one input row to the output.
     *
     * @param from of the first result
     * @param count of results
     * @param factor that they are multiplied with
     * @param at byte offset in the output
     */
    static void store(float[] results, int from, int count, float factor, MemorySegment output, long at) {
        int r = 0;
        for (; r <= count - LANES; r += LANES) {
            FloatVector.fromArray(F, results, from + r).mul(factor)
                    .intoMemorySegment(output, at + (long) r * Float.BYTES, ORDER);
        }
        for (; r < count; r++) {
            output.set(Layouts.FLOAT, at + (long) r * Float.BYTES, results[from + r] * factor);
        }
    }

    private static void one(float[] weights, int columns, float[] x, int at, float[] results, int to) {
        FloatVector a0 = FloatVector.fromArray(F, results, to);
        FloatVector a1 = FloatVector.fromArray(F, results, to + LANES);
        FloatVector b0 = FloatVector.zero(F);
        FloatVector b1 = b0;
        for (int c = 0; c < columns; c += 2) {
            int w = c * 2 * LANES;
            FloatVector v = FloatVector.broadcast(F, x[at + c]);
            a0 = FloatVector.fromArray(F, weights, w).fma(v, a0);
            a1 = FloatVector.fromArray(F, weights, w + LANES).fma(v, a1);
            v = FloatVector.broadcast(F, x[at + c + 1]);
            b0 = FloatVector.fromArray(F, weights, w + 2 * LANES).fma(v, b0);
            b1 = FloatVector.fromArray(F, weights, w + 3 * LANES).fma(v, b1);
        }
        a0.add(b0).intoArray(results, to);
        a1.add(b1).intoArray(results, to + LANES);
    }

    private static void four(float[] weights, int columns, float[] x, int at, float[] results, int to) {
        FloatVector a0 = FloatVector.fromArray(F, results, to);
        FloatVector b0 = FloatVector.fromArray(F, results, to + LANES);
        FloatVector a1 = FloatVector.fromArray(F, results, to + 2 * LANES);
        FloatVector b1 = FloatVector.fromArray(F, results, to + 3 * LANES);
        FloatVector a2 = FloatVector.fromArray(F, results, to + 4 * LANES);
        FloatVector b2 = FloatVector.fromArray(F, results, to + 5 * LANES);
        FloatVector a3 = FloatVector.fromArray(F, results, to + 6 * LANES);
        FloatVector b3 = FloatVector.fromArray(F, results, to + 7 * LANES);
        for (int c = 0; c < columns; c++) {
            FloatVector w0 = FloatVector.fromArray(F, weights, c * 2 * LANES);
            FloatVector w1 = FloatVector.fromArray(F, weights, c * 2 * LANES + LANES);
            int k = at + c * 4;
            FloatVector v = FloatVector.broadcast(F, x[k]);
            a0 = w0.fma(v, a0);
            b0 = w1.fma(v, b0);
            v = FloatVector.broadcast(F, x[k + 1]);
            a1 = w0.fma(v, a1);
            b1 = w1.fma(v, b1);
            v = FloatVector.broadcast(F, x[k + 2]);
            a2 = w0.fma(v, a2);
            b2 = w1.fma(v, b2);
            v = FloatVector.broadcast(F, x[k + 3]);
            a3 = w0.fma(v, a3);
            b3 = w1.fma(v, b3);
        }
        a0.intoArray(results, to);
        b0.intoArray(results, to + LANES);
        a1.intoArray(results, to + 2 * LANES);
        b1.intoArray(results, to + 3 * LANES);
        a2.intoArray(results, to + 4 * LANES);
        b2.intoArray(results, to + 5 * LANES);
        a3.intoArray(results, to + 6 * LANES);
        b3.intoArray(results, to + 7 * LANES);
    }

    private static void eight(float[] weights, int columns, float[] x, int at, float[] results, int to) {
        FloatVector a0 = FloatVector.fromArray(F, results, to);
        FloatVector b0 = FloatVector.fromArray(F, results, to + LANES);
        FloatVector a1 = FloatVector.fromArray(F, results, to + 2 * LANES);
        FloatVector b1 = FloatVector.fromArray(F, results, to + 3 * LANES);
        FloatVector a2 = FloatVector.fromArray(F, results, to + 4 * LANES);
        FloatVector b2 = FloatVector.fromArray(F, results, to + 5 * LANES);
        FloatVector a3 = FloatVector.fromArray(F, results, to + 6 * LANES);
        FloatVector b3 = FloatVector.fromArray(F, results, to + 7 * LANES);
        FloatVector a4 = FloatVector.fromArray(F, results, to + 8 * LANES);
        FloatVector b4 = FloatVector.fromArray(F, results, to + 9 * LANES);
        FloatVector a5 = FloatVector.fromArray(F, results, to + 10 * LANES);
        FloatVector b5 = FloatVector.fromArray(F, results, to + 11 * LANES);
        FloatVector a6 = FloatVector.fromArray(F, results, to + 12 * LANES);
        FloatVector b6 = FloatVector.fromArray(F, results, to + 13 * LANES);
        FloatVector a7 = FloatVector.fromArray(F, results, to + 14 * LANES);
        FloatVector b7 = FloatVector.fromArray(F, results, to + 15 * LANES);
        for (int c = 0; c < columns; c++) {
            FloatVector w0 = FloatVector.fromArray(F, weights, c * 2 * LANES);
            FloatVector w1 = FloatVector.fromArray(F, weights, c * 2 * LANES + LANES);
            int k = at + c * 8;
            FloatVector v = FloatVector.broadcast(F, x[k]);
            a0 = w0.fma(v, a0);
            b0 = w1.fma(v, b0);
            v = FloatVector.broadcast(F, x[k + 1]);
            a1 = w0.fma(v, a1);
            b1 = w1.fma(v, b1);
            v = FloatVector.broadcast(F, x[k + 2]);
            a2 = w0.fma(v, a2);
            b2 = w1.fma(v, b2);
            v = FloatVector.broadcast(F, x[k + 3]);
            a3 = w0.fma(v, a3);
            b3 = w1.fma(v, b3);
            v = FloatVector.broadcast(F, x[k + 4]);
            a4 = w0.fma(v, a4);
            b4 = w1.fma(v, b4);
            v = FloatVector.broadcast(F, x[k + 5]);
            a5 = w0.fma(v, a5);
            b5 = w1.fma(v, b5);
            v = FloatVector.broadcast(F, x[k + 6]);
            a6 = w0.fma(v, a6);
            b6 = w1.fma(v, b6);
            v = FloatVector.broadcast(F, x[k + 7]);
            a7 = w0.fma(v, a7);
            b7 = w1.fma(v, b7);
        }
        a0.intoArray(results, to);
        b0.intoArray(results, to + LANES);
        a1.intoArray(results, to + 2 * LANES);
        b1.intoArray(results, to + 3 * LANES);
        a2.intoArray(results, to + 4 * LANES);
        b2.intoArray(results, to + 5 * LANES);
        a3.intoArray(results, to + 6 * LANES);
        b3.intoArray(results, to + 7 * LANES);
        a4.intoArray(results, to + 8 * LANES);
        b4.intoArray(results, to + 9 * LANES);
        a5.intoArray(results, to + 10 * LANES);
        b5.intoArray(results, to + 11 * LANES);
        a6.intoArray(results, to + 12 * LANES);
        b6.intoArray(results, to + 13 * LANES);
        a7.intoArray(results, to + 14 * LANES);
        b7.intoArray(results, to + 15 * LANES);
    }
}
