package dev.nibble.algorithms.hqq;

/**
 * hqq's iteration for the groups of a tile, bit for bit: where it starts and how zeros follow from zeros. Used by one
 * thread.
 */
final class ReferenceLanes {
    private static final float LEAST_RANGE = 1e-4f;
    private static final float LARGEST_INVERSE_SCALE = 2e4f;

    private final Tile tile;
    private final int top;
    private final Shrinkage shrinkage;
    private final int lanes;
    private final float[] low;
    private final float[] high;
    private final float[] s;
    private final float[] z;
    private final float[] next;
    private final TorchMean mean;
    private final TorchMean meanOfOne;
    private final float[] group;
    private final float[] groupZeros;

    /**
     * Finds the inverse scales and the first zeros, and leaves W s in the tile.
     *
     * @param acrossRows whether groups reach over rows
     */
    ReferenceLanes(Tile tile, int top, Shrinkage shrinkage, boolean roundZero, boolean acrossRows) {
        this.tile = tile;
        this.top = top;
        this.shrinkage = shrinkage;
        this.lanes = tile.lanes();
        this.low = new float[lanes];
        this.high = new float[lanes];
        this.s = new float[lanes];
        this.z = new float[lanes];
        this.next = new float[lanes];
        this.mean = new TorchMean(tile.size(), lanes, acrossRows);
        this.meanOfOne = new TorchMean(tile.size(), 1, acrossRows);
        this.group = new float[tile.size()];
        this.groupZeros = new float[tile.size()];
        tile.range(low, high);
        for (int l = 0; l < lanes; l++) {
            start(l, roundZero);
        }
        tile.multiply(s);
    }

    private void start(int l, boolean roundZero) {
        float range = Math.min(high[l] - low[l], Float.MAX_VALUE);
        // torch divides a number by a tensor so: by the reciprocal.
        s[l] = Math.min(range <= LEAST_RANGE ? 1 : top * (1 / range), LARGEST_INVERSE_SCALE);
        float zero = -low[l] * s[l];
        z[l] = roundZero ? (float) Math.rint(zero) : zero;
    }

    /** Whether hqq takes another scale than the range and the codes give. */
    static boolean isOdd(float range, float inverseScale) {
        return range <= LEAST_RANGE || inverseScale > LARGEST_INVERSE_SCALE;
    }

    /** The inverse scales. */
    float[] s() {
        return s;
    }

    /** The zeros; each step changes them in place. */
    float[] z() {
        return z;
    }

    /**
     * One step for all groups.
     *
     * @return whether a zero changed: if not, none ever will
     */
    boolean step() {
        mean.of((k, sums) -> HalfQuadratic.step(tile.scaled(k), z, top, sums), next);
        boolean changed = false;
        for (int l = 0; l < lanes; l++) {
            if (!(largestError(l) < shrinkage.surelyZero())) {
                next[l] = stepOf(l);
            }
            changed |= next[l] != z[l];
            z[l] = next[l];
        }
        return changed;
    }

    /** A bound of |W - W_r| as float32 has it: half a step, or what lies beyond the ends of the codes. */
    private float largestError(int l) {
        float beyond = Math.max(high[l] * s[l] + z[l] - top, -(low[l] * s[l] + z[l]));
        float rounding = 0x1p-20f * (Math.max(Math.abs(low[l]), Math.abs(high[l])) + Math.abs(z[l]) / s[l]);
        return Math.max(0.5f, beyond) / s[l] * 1.001f + rounding;
    }

    private float stepOf(int lane) {
        tile.copyLane(lane, group);
        HalfQuadratic.step(group, s[lane], z[lane], top, shrinkage, groupZeros);
        float[] one = new float[1];
        meanOfOne.of((k, sums) -> sums[0] += groupZeros[k], one);
        return one[0];
    }
}
