package dev.nibble.algorithms.hqq;

import java.util.Arrays;

/**
 * The groups of a tile whose zeros still move. Once many have come to rest, the others move together, so that no more steps
 * are computed than are needed. Used by one thread.
 */
final class Moving {
    /** Fewer groups than this do not fill the vectors of a loop. */
    private static final int LEAST = 32;

    /** Decides whether a group moves on. */
    @FunctionalInterface
    interface Rule {
        /**
         * @param lane the group's in the tile
         * @param place where its numbers are now
         */
        boolean movesOn(int lane, int place);
    }

    private final Elements own;
    private final float[] z;
    private final int[] lanes;
    private final int[] places;
    private Elements elements;
    private int size;
    private int count;

    /**
     * @param size weights of each group
     * @param lanes at most so many groups
     */
    Moving(int size, int lanes) {
        this.own = new Elements(size, lanes);
        this.z = new float[lanes];
        this.lanes = new int[lanes];
        this.places = new int[lanes];
    }

    /** Starts with all groups of a tile, each at a zero. */
    void start(Tile tile, float[] zeros) {
        elements = tile.scaled();
        size = tile.lanes();
        count = size;
        System.arraycopy(zeros, 0, z, 0, size);
        Arrays.setAll(lanes, l -> l);
        Arrays.setAll(places, l -> l);
    }

    boolean any() {
        return count > 0;
    }

    /** How many places there are: in each a group, moving or not. */
    int size() {
        return size;
    }

    /** The scaled weights by place. */
    Elements elements() {
        return elements;
    }

    /** The zeros by place. */
    float[] z() {
        return z;
    }

    /** Asks of each group that moves whether it moves on; that may set its zero. */
    void retain(Rule rule) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int place = places[i];
            if (rule.movesOn(lanes[place], place)) {
                places[kept++] = place;
            }
        }
        count = kept;
        if (size > LEAST && count > 0 && count <= size / 2 + size / 8) {
            moveTogether();
        }
    }

    private void moveTogether() {
        own.take(elements, places, count);
        for (int i = 0; i < count; i++) {
            lanes[i] = lanes[places[i]];
            z[i] = z[places[i]];
            places[i] = i;
        }
        elements = own;
        size = count;
    }
}
