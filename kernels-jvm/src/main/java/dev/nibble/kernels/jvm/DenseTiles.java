package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Multiplies float32 weights with float32 activations; a lane is an output row, the layout is {@link DensePanels}'. */
final class DenseTiles implements RowTiles {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final Blocking blocking;

    DenseTiles(Blocking blocking) {
        this.blocking = blocking;
    }

    @Override
    public int lanes() {
        return F.length();
    }

    @Override
    public long panelBytes() {
        return DensePanels.panelBytes(blocking, lanes());
    }

    @Override
    public RowTiles on(Blocking other) {
        return new DenseTiles(other);
    }

    @Override
    public String kind() {
        return "dense";
    }

    @Override
    public void multiply(MemorySegment packed, long at, ActivationTile tile, float[] results) {
        Arrays.fill(results, 0, tile.width() * F.length(), 0f);
        int length = blocking.length();
        for (int b = 0; b < blocking.blocks(); b++) {
            long block = at + (long) b * length * BYTES;
            int k = b * length * tile.width();
            switch (tile.width()) {
                case 1 -> one(packed, block, length, tile.values(), k, results);
                case 4 -> four(packed, block, length, tile.values(), k, results);
                case 8 -> eight(packed, block, length, tile.values(), k, results);
                default -> throw new IllegalArgumentException("no code for a tile of " + tile.width() + " rows");
            }
        }
    }

    private static void one(MemorySegment packed, long at, int length, float[] x, int k, float[] results) {
        FloatVector a0 = FloatVector.fromArray(F, results, 0);
        FloatVector a1 = FloatVector.zero(F);
        FloatVector a2 = a1;
        FloatVector a3 = a1;
        for (int i = 0; i < length; i += 4) {
            long p = at + (long) i * BYTES;
            a0 = FloatVector.fromMemorySegment(F, packed, p, ORDER).fma(FloatVector.broadcast(F, x[k + i]), a0);
            a1 = FloatVector.fromMemorySegment(F, packed, p + BYTES, ORDER).fma(FloatVector.broadcast(F, x[k + i + 1]), a1);
            a2 = FloatVector.fromMemorySegment(F, packed, p + 2 * BYTES, ORDER)
                    .fma(FloatVector.broadcast(F, x[k + i + 2]), a2);
            a3 = FloatVector.fromMemorySegment(F, packed, p + 3 * BYTES, ORDER)
                    .fma(FloatVector.broadcast(F, x[k + i + 3]), a3);
        }
        a0.add(a1).add(a2.add(a3)).intoArray(results, 0);
    }

    private static void four(MemorySegment packed, long at, int length, float[] x, int k, float[] results) {
        int lanes = F.length();
        FloatVector a0 = FloatVector.fromArray(F, results, 0);
        FloatVector a1 = FloatVector.fromArray(F, results, lanes);
        FloatVector a2 = FloatVector.fromArray(F, results, 2 * lanes);
        FloatVector a3 = FloatVector.fromArray(F, results, 3 * lanes);
        for (int i = 0; i < length; i++) {
            FloatVector w = FloatVector.fromMemorySegment(F, packed, at + (long) i * BYTES, ORDER);
            int c = k + 4 * i;
            a0 = w.fma(FloatVector.broadcast(F, x[c]), a0);
            a1 = w.fma(FloatVector.broadcast(F, x[c + 1]), a1);
            a2 = w.fma(FloatVector.broadcast(F, x[c + 2]), a2);
            a3 = w.fma(FloatVector.broadcast(F, x[c + 3]), a3);
        }
        a0.intoArray(results, 0);
        a1.intoArray(results, lanes);
        a2.intoArray(results, 2 * lanes);
        a3.intoArray(results, 3 * lanes);
    }

    private static void eight(MemorySegment packed, long at, int length, float[] x, int k, float[] results) {
        int lanes = F.length();
        FloatVector a0 = FloatVector.fromArray(F, results, 0);
        FloatVector a1 = FloatVector.fromArray(F, results, lanes);
        FloatVector a2 = FloatVector.fromArray(F, results, 2 * lanes);
        FloatVector a3 = FloatVector.fromArray(F, results, 3 * lanes);
        FloatVector a4 = FloatVector.fromArray(F, results, 4 * lanes);
        FloatVector a5 = FloatVector.fromArray(F, results, 5 * lanes);
        FloatVector a6 = FloatVector.fromArray(F, results, 6 * lanes);
        FloatVector a7 = FloatVector.fromArray(F, results, 7 * lanes);
        for (int i = 0; i < length; i++) {
            FloatVector w = FloatVector.fromMemorySegment(F, packed, at + (long) i * BYTES, ORDER);
            int c = k + 8 * i;
            a0 = w.fma(FloatVector.broadcast(F, x[c]), a0);
            a1 = w.fma(FloatVector.broadcast(F, x[c + 1]), a1);
            a2 = w.fma(FloatVector.broadcast(F, x[c + 2]), a2);
            a3 = w.fma(FloatVector.broadcast(F, x[c + 3]), a3);
            a4 = w.fma(FloatVector.broadcast(F, x[c + 4]), a4);
            a5 = w.fma(FloatVector.broadcast(F, x[c + 5]), a5);
            a6 = w.fma(FloatVector.broadcast(F, x[c + 6]), a6);
            a7 = w.fma(FloatVector.broadcast(F, x[c + 7]), a7);
        }
        a0.intoArray(results, 0);
        a1.intoArray(results, lanes);
        a2.intoArray(results, 2 * lanes);
        a3.intoArray(results, 3 * lanes);
        a4.intoArray(results, 4 * lanes);
        a5.intoArray(results, 5 * lanes);
        a6.intoArray(results, 6 * lanes);
        a7.intoArray(results, 7 * lanes);
    }
}
