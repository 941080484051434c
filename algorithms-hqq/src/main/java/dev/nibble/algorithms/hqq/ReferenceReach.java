package dev.nibble.algorithms.hqq;

import java.util.Arrays;

/**
 * Tells whether hqq's own iteration, for groups that it takes for what they are, would find the same zeros as one that
 * forgives no error. Its shrinkage leaves errors alone below a threshold in the unit of the weights, which the weights of
 * most models never reach; its special treatment of small ranges is another matter. Used by one thread.
 */
final class ReferenceReach {
    /** Up to here float32 places weights within a thousandth of a step, whichever way it is computed. */
    private static final float FAR = 4096;

    private final float[] low;
    private final float[] high;
    private final float[] lowest;
    private final float[] highest;
    private final int top;
    private final Shrinkage shrinkage;

    /**
     * @param low the least weight of each group
     * @param high the largest
     */
    ReferenceReach(float[] low, float[] high, int top, Shrinkage shrinkage) {
        this.low = low;
        this.high = high;
        this.top = top;
        this.shrinkage = shrinkage;
        this.lowest = new float[low.length];
        this.highest = new float[low.length];
        Arrays.fill(lowest, Float.POSITIVE_INFINITY);
        Arrays.fill(highest, Float.NEGATIVE_INFINITY);
    }

    /** Takes note of a zero on the way of a group. */
    void visit(int lane, float zero) {
        lowest[lane] = Math.min(lowest[lane], zero);
        highest[lane] = Math.max(highest[lane], zero);
    }

    /** Whether it is so for every group. Groups of one value cannot be improved by anybody. */
    boolean everywhere() {
        for (int l = 0; l < low.length; l++) {
            float range = high[l] - low[l];
            float s = top / range;
            boolean odd = ReferenceLanes.isOdd(range, s) || !(Math.max(Math.abs(low[l]), Math.abs(high[l])) * s < FAR);
            float beyond = Math.max(high[l] * s + highest[l] - top, -(low[l] * s + lowest[l]));
            if (range != 0 && (odd || !(Math.max(0.5f, beyond) / s * 1.01f < shrinkage.surelyZero()))) {
                return false;
            }
        }
        return true;
    }
}
