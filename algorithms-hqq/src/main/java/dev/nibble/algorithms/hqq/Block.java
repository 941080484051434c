package dev.nibble.algorithms.hqq;

import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The groups of some consecutive parameter rows. Used by one thread.
 *
 * @param groups all groups
 * @param first the first parameter row
 * @param count how many parameter rows
 */
record Block(Groups groups, long first, int count) {
    /** The block's groups with their weights: one tile, and another for the shorter groups that end the rows. */
    List<Tile> tiles() {
        int cols = groups.weights().shape().rowLength();
        int run = groups.run();
        List<Tile> tiles = new ArrayList<>();
        if (cols >= run) {
            tiles.add(new Tile(this, 0, cols / run, run));
        }
        if (cols % run != 0) {
            tiles.add(new Tile(this, cols / run, 1, cols % run));
        }
        tiles.forEach(this::load);
        return tiles;
    }

    private void load(Tile tile) {
        float[] row = new float[groups.weights().shape().rowLength()];
        for (int i = 0; i < count; i++) {
            for (int r = 0; r < groups.height(); r++) {
                groups.weights().readRow(first + i + r * groups.rowStride(), row);
                tile.put(i, r, row);
            }
        }
    }

    /** Writes the codes of the block's tiles. */
    void store(List<Tile> tiles, Tensor codes) {
        byte[] row = new byte[codes.shape().rowLength()];
        for (int i = 0; i < count; i++) {
            for (int r = 0; r < groups.height(); r++) {
                for (Tile tile : tiles) {
                    tile.codes(i, r, row);
                }
                codes.writeCodes(first + i + r * groups.rowStride(), row);
            }
        }
    }
}
