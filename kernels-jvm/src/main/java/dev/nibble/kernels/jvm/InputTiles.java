package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;

/**
 * Rows of the input, packed in tiles for {@link TileProduct}: column k of row t of a tile lies at
 * {@code k * width + t}.
 */
final class InputTiles {
    /** Rows that are packed together at most; weights are decoded once for them. */
    static final int MOST = 128;

    private static final int NARROW = 4;

    /** Floats that packed rows take at most, unless one tile takes more. */
    private static final int LARGEST = 1 << 26;

    private final Blocking blocking;
    private final float[] values;
    private final float[] factors;
    private int rows;

    /** @param most rows of a call */
    InputTiles(Blocking blocking, long most) {
        this.blocking = blocking;
        int fitting = Math.max(1, LARGEST / blocking.packedColumns() / TileProduct.width());
        int tiles = Math.min(fitting, Math.ceilDiv((int) Math.min(MOST, most), TileProduct.width()));
        this.factors = new float[tiles * TileProduct.width()];
        this.values = new float[Math.multiplyExact(blocking.packedColumns(), factors.length)];
    }

    /** Rows that fit. */
    int capacity() {
        return factors.length;
    }

    /** Says how many rows come. */
    void begin(int count) {
        rows = count;
    }

    /** Tiles that those rows take. */
    int tiles() {
        return Math.ceilDiv(rows, TileProduct.width());
    }

    /** Rows of a tile, padding included. */
    int width(int tile) {
        return rows - tile * TileProduct.width() <= NARROW ? NARROW : TileProduct.width();
    }

    /** Where a tile begins in {@link #values()}. */
    int offset(int tile) {
        return tile * TileProduct.width() * blocking.packedColumns();
    }

    float[] values() {
        return values;
    }

    /** What the results of a row are to be multiplied with. */
    float factor(int row) {
        return factors[row];
    }

    /**
     * Packs one tile.
     *
     * @param first row of the input that is row 0 here
     * @param row packs single rows, in plain order
     */
    void pack(int tile, MemorySegment input, long first, InputRow row) {
        int width = width(tile);
        int at = offset(tile);
        for (int t = 0; t < width; t++) {
            int index = tile * TileProduct.width() + t;
            if (index < rows) {
                row.pack(input, (first + index) * blocking.columns() * Float.BYTES);
                factors[index] = row.factor();
                scatter(row.first(), at + t, width);
            } else {
                clear(at + t, width);
            }
        }
    }

    private void scatter(float[] from, int at, int width) {
        for (int k = 0; k < from.length; k++) {
            values[at + k * width] = from[k];
        }
    }

    private void clear(int at, int width) {
        for (int k = 0; k < blocking.packedColumns(); k++) {
            values[at + k * width] = 0;
        }
    }
}
