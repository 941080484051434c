package dev.nibble.algorithms.hqq;

import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The groups of one block after another with their weights: tiles side by side, the last for the shorter groups that end the
 * rows. Used by one thread.
 */
final class Tiles {
    private final Groups groups;
    private final List<Tile> tiles = new ArrayList<>();
    private final float[] row;
    private final byte[] codeRow;

    Tiles(Groups groups) {
        this.groups = groups;
        int cols = groups.weights().shape().rowLength();
        this.row = new float[cols];
        this.codeRow = new byte[cols];
        int rows = (int) groups.rowsOfBlock();
        int run = groups.run();
        for (int first = 0; first < cols / run; first += Groups.LANES) {
            tiles.add(new Tile(groups, rows, first, Math.min(Groups.LANES, cols / run - first), run));
        }
        if (cols % run != 0) {
            tiles.add(new Tile(groups, rows, cols / run, 1, cols % run));
        }
    }

    /** Reads a block. */
    List<Tile> load(Block block) {
        tiles.forEach(tile -> tile.start(block));
        for (int i = 0; i < block.count(); i++) {
            for (int r = 0; r < groups.height(); r++) {
                groups.weights().readRow(block.first() + i + r * groups.rowStride(), row);
                for (Tile tile : tiles) {
                    tile.put(i, r, row);
                }
            }
        }
        return tiles;
    }

    /** Chooses the codes of a row of weights. */
    @FunctionalInterface
    interface RowCodes {
        void choose(float[] weights, int[] codes);
    }

    /** Writes the codes of the rows that one parameter row serves. */
    void encode(long parameterRow, RowCodes rule, Tensor codes) {
        int[] wide = new int[codeRow.length];
        for (int r = 0; r < groups.height(); r++) {
            long at = parameterRow + r * groups.rowStride();
            groups.weights().readRow(at, row);
            rule.choose(row, wide);
            narrow(wide, codeRow);
            codes.writeCodes(at, codeRow);
        }
    }

    private static void narrow(int[] from, byte[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = (byte) from[i];
        }
    }
}
