package dev.nibble.algorithms.hqq;

import java.util.Arrays;

/**
 * The sums of |W - W_r| of the groups of a tile. A few numbers are added in float32, and their sums in float64. Used by one
 * thread.
 */
final class TileLoss {
    private static final int FEW = 16;

    private final Tile tile;
    private final int top;
    private final float[] few;
    private final float[] otherFew;

    TileLoss(Tile tile, int top) {
        this.tile = tile;
        this.top = top;
        this.few = new float[tile.lanes()];
        this.otherFew = new float[tile.lanes()];
    }

    /** How many weights each group has. */
    int size() {
        return tile.size();
    }

    /**
     * As the format decodes.
     *
     * @param z the zeros, as they are stored
     * @param scale the scales as they are stored
     * @param losses receives the sums
     */
    void decoded(float[] z, float[] scale, double[] losses) {
        Arrays.fill(losses, 0);
        for (int k = 0; k < tile.size(); k++) {
            add(tile.scaled(k), tile.weights(k), z, scale, top, few);
            flush(k, few, losses);
        }
    }

    private static void add(float[] scaled, float[] weights, float[] z, float[] scale, int top, float[] sums) {
        for (int l = 0; l < sums.length; l++) {
            float wr = (HalfQuadratic.code(scaled[l] + z[l], top) - z[l]) * scale[l];
            sums[l] += Math.abs(weights[l] - wr);
        }
    }

    /**
     * In quantization steps, while taking a step.
     *
     * @param z the zeros
     * @param pulls receives sums of what single weights move their zero by
     * @param losses receives the sums of |e|
     */
    void step(Threshold threshold, float[] z, double[] pulls, double[] losses) {
        step((scaled, p, l) -> threshold.step(scaled, z, top, p, l), pulls, losses);
    }

    /** The same where no error is forgiven. */
    void step(float[] z, double[] pulls, double[] losses) {
        step((scaled, p, l) -> HalfQuadratic.step(scaled, z, top, p, l), pulls, losses);
    }

    /** A step for one element of every group. */
    private interface ElementStep {
        void step(float[] scaled, float[] pulls, float[] losses);
    }

    private void step(ElementStep step, double[] pulls, double[] losses) {
        Arrays.fill(pulls, 0);
        Arrays.fill(losses, 0);
        for (int k = 0; k < tile.size(); k++) {
            step.step(tile.scaled(k), otherFew, few);
            flush(k, otherFew, pulls);
            flush(k, few, losses);
        }
    }

    private void flush(int k, float[] sums, double[] into) {
        if (k % FEW == FEW - 1 || k == tile.size() - 1) {
            for (int l = 0; l < sums.length; l++) {
                into[l] += sums[l];
            }
            Arrays.fill(sums, 0);
        }
    }
}
