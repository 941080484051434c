package dev.nibble.kernels.jvm;

import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A few rows of the input, packed for kernels whose lanes are output rows: {@code values[k * width + t]} is column k of
 * row t, and {@code sums[b * width + t]} the sum of row t over block b. Reused from call to call.
 */
final class ActivationTile {
    private final Blocking blocking;
    private final int width;
    private final float[] values;
    private final float[] sums;

    /** @param width rows of a tile */
    ActivationTile(Blocking blocking, int width) {
        this.blocking = blocking;
        this.width = width;
        this.values = new float[Math.multiplyExact(blocking.packedColumns(), width)];
        this.sums = new float[Math.multiplyExact(blocking.blocks(), width)];
    }

    int width() {
        return width;
    }

    float[] values() {
        return values;
    }

    float[] sums() {
        return sums;
    }

    /** Packs rows {@code from} to {@code from + count} of the input; the tile's other rows become zero. */
    void pack(MemorySegment input, long from, int count) {
        if (count < width) {
            Arrays.fill(values, 0);
            Arrays.fill(sums, 0);
        }
        for (int t = 0; t < count; t++) {
            packRow(input, (from + t) * blocking.columns() * Float.BYTES, t);
        }
    }

    private void packRow(MemorySegment input, long rowOffset, int t) {
        for (int block = 0; block < blocking.blocks(); block++) {
            long at = rowOffset + (long) blocking.start(block) * Float.BYTES;
            int first = block * blocking.length() * width + t;
            int count = blocking.count(block);
            for (int i = 0; i < count; i++) {
                values[first + i * width] = input.get(Layouts.FLOAT, at + (long) i * Float.BYTES);
            }
            sums[block * width + t] = sum(first);
        }
    }

    /** In four partial sums, as the rounding error of a sum grows with its length. */
    private float sum(int first) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int i = 0; i < blocking.length(); i += 4) {
            int at = first + i * width;
            s0 += values[at];
            s1 += values[at + width];
            s2 += values[at + 2 * width];
            s3 += values[at + 3 * width];
        }
        return s0 + s1 + (s2 + s3);
    }
}
