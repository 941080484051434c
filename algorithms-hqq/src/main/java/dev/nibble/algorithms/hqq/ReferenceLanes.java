package dev.nibble.algorithms.hqq;

import java.util.Arrays;

/**
 * hqq's iteration for the groups of a tile, bit for bit: where it starts and how zeros follow from zeros. Used by one
 * thread.
 */
final class ReferenceLanes {
    private static final float LEAST_RANGE = 1e-4f;
    private static final float LARGEST_INVERSE_SCALE = 2e4f;
    /** So many errors are added in float32, and their sums in float64. */
    static final int FEW = 16;
    /** Zeros seldom move farther from where they start. */
    private static final float NEAR = 1;

    private final Tile tile;
    private final Moving moving;
    private final int top;
    private final Shrinkage shrinkage;
    private final float[] low;
    private final float[] high;
    private final float[] s;
    private final float[] z;
    private final float[] next;
    private final float[] near;
    private final float[] farthest;
    private final double[] losses;
    private final float[] few;
    private final double[] placeLosses;
    private final TorchMean mean;
    private final TorchMean meanOfOne;
    private final float[] group;
    private final float[] groupZeros;
    private int added;

    /**
     * Finds the inverse scales and the first zeros, and leaves W s in the tile.
     *
     * @param acrossRows whether groups reach over rows
     */
    ReferenceLanes(Tile tile, int top, Shrinkage shrinkage, boolean roundZero, boolean acrossRows) {
        this.tile = tile;
        this.moving = tile.moving();
        this.top = top;
        this.shrinkage = shrinkage;
        int lanes = tile.lanes();
        this.low = new float[lanes];
        this.high = new float[lanes];
        this.s = new float[lanes];
        this.z = new float[lanes];
        this.next = new float[lanes];
        this.near = new float[lanes];
        this.farthest = new float[lanes];
        this.losses = new double[lanes];
        this.few = new float[lanes];
        this.placeLosses = new double[lanes];
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

    /** Gets ready for steps from the zeros as they are. */
    void start() {
        moving.start(tile, z);
        for (int l = 0; l < z.length; l++) {
            near[l] = largestError(l, z[l], NEAR) < shrinkage.surelyZero() ? z[l] : Float.NaN;
            farthest[l] = Math.abs(z[l]);
        }
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
     * @return the sum of |W - W_r| over all groups before the step, but for rounding: see {@link #uncertainty}
     */
    double step() {
        if (moving.any()) {
            Arrays.fill(placeLosses, 0, moving.size(), 0);
            mean.of(this::add, moving.size(), next);
            flush();
            moving.retain(this::move);
        }
        double sum = 0;
        for (double lost : losses) {
            sum += lost;
        }
        return sum;
    }

    private void add(int k, float[] into) {
        HalfQuadratic.step(moving.elements().get(k), moving.z(), top, moving.size(), into, few);
        if (++added % FEW == 0) {
            flush();
        }
    }

    private void flush() {
        for (int l = 0; l < moving.size(); l++) {
            placeLosses[l] += few[l];
        }
        Arrays.fill(few, 0, moving.size(), 0);
    }

    /**
     * By how much hqq's errors of single weights, before they are added up, can differ in sum from those of {@link #step}:
     * each takes a few roundings of numbers as large as W and z / s.
     */
    double uncertainty() {
        double sum = 0;
        for (int l = 0; l < z.length; l++) {
            sum += Math.max(Math.abs(low[l]), Math.abs(high[l])) + farthest[l] / s[l];
        }
        return 0x1p-22 * tile.size() * sum;
    }

    private boolean move(int lane, int place) {
        losses[lane] = placeLosses[place] / s[lane];
        float zero = z[lane];
        if (!(Math.abs(zero - near[lane]) <= NEAR) && !(largestError(lane, zero, 0) < shrinkage.surelyZero())) {
            next[place] = stepOf(lane);
        }
        z[lane] = next[place];
        moving.z()[place] = next[place];
        farthest[lane] = Math.max(farthest[lane], Math.abs(next[place]));
        return next[place] != zero;
    }

    /** A bound of |W - W_r| as float32 has it, for zeros within {@code by}: half a step, or what lies beyond the codes. */
    private float largestError(int l, float zero, float by) {
        float beyond = Math.max(high[l] * s[l] + zero - top, -(low[l] * s[l] + zero)) + by;
        float rounding = 0x1p-20f * (Math.max(Math.abs(low[l]), Math.abs(high[l])) + (Math.abs(zero) + by) / s[l]);
        return Math.max(0.5f, beyond) / s[l] * 1.001f + rounding;
    }

    private float stepOf(int lane) {
        tile.copyLane(lane, group);
        HalfQuadratic.step(group, s[lane], z[lane], top, shrinkage, groupZeros);
        float[] one = new float[1];
        meanOfOne.of((k, into) -> into[0] += groupZeros[k], 1, one);
        return one[0];
    }
}
