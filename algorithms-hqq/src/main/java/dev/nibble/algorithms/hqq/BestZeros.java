package dev.nibble.algorithms.hqq;

import java.util.Arrays;

/** The best zero of each group of a tile so far. Of equal ones the first stays. Used by one thread. */
final class BestZeros {
    private final float[] z;
    private final double[] loss;

    BestZeros(int lanes) {
        this.z = new float[lanes];
        this.loss = new double[lanes];
        Arrays.fill(loss, Double.POSITIVE_INFINITY);
    }

    /** Takes the zeros of groups that lose less with them. */
    void offer(float[] zeros, double[] losses) {
        for (int l = 0; l < z.length; l++) {
            offer(l, zeros[l], losses[l]);
        }
    }

    /** Takes the zero of a group if it loses less with it; says whether it does. */
    boolean offer(int lane, float zero, double lost) {
        if (!(lost < loss[lane])) {
            return false;
        }
        loss[lane] = lost;
        z[lane] = zero;
        return true;
    }

    float[] z() {
        return z;
    }

    double[] loss() {
        return loss;
    }
}
