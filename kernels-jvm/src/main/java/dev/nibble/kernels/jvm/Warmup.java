package dev.nibble.kernels.jvm;

import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Has vector code compiled before its first real call. Until then each vector is an object: a layer of 384 x 1536 takes
 * 300 milliseconds at first and 40 microseconds in the end.
 */
final class Warmup {
    private static final long LIMIT_NANOS = 250_000_000;
    private static final int COLUMNS = 256;
    private static final int GROUP = 64;
    private static final int CALLS = 50;

    private Warmup() {}

    /**
     * Runs the code on a tiny panel until it makes a multiplication each nanosecond, which only compiled code does, or a
     * quarter of a second is over.
     *
     * @param widths of the tiles that will be used
     */
    static void run(RowTiles code, List<Integer> widths) {
        Blocking blocking = Blocking.of(COLUMNS, GROUP);
        RowTiles small = code.on(blocking);
        List<ActivationTile> tiles = widths.stream().map(width -> new ActivationTile(blocking, width)).toList();
        float[] results = new float[RowTiles.RESULTS * code.lanes()];
        // Of the kind that real weights are in, so that the compiler sees what it will see.
        try (Arena arena = Arena.ofShared()) {
            MemorySegment panel = arena.allocate(small.panelBytes(), Tensor.ALIGNMENT);
            long start = System.nanoTime();
            boolean compiled = false;
            while (!compiled && System.nanoTime() - start < LIMIT_NANOS) {
                compiled = true;
                for (ActivationTile tile : tiles) {
                    compiled &= isFast(small, panel, tile, results);
                }
            }
        }
    }

    private static boolean isFast(RowTiles code, MemorySegment panel, ActivationTile tile, float[] results) {
        long start = System.nanoTime();
        for (int call = 0; call < CALLS; call++) {
            code.multiply(panel, 0, tile, results);
        }
        return System.nanoTime() - start < (long) CALLS * COLUMNS * code.lanes() * tile.width();
    }
}
