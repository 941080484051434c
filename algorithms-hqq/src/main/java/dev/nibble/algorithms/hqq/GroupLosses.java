package dev.nibble.algorithms.hqq;

import java.util.Arrays;

/**
 * The sums of |W - W_r| of groups side by side. A few numbers are added in float32, and their sums in float64. Used by one
 * thread.
 */
final class GroupLosses {
    private static final int FEW = 16;

    private final int top;
    private final float[] few;
    private final float[] otherFew;
    private final float[] errors;

    /** @param lanes at most so many groups */
    GroupLosses(int top, int lanes) {
        this.top = top;
        this.few = new float[lanes];
        this.otherFew = new float[lanes];
        this.errors = new float[lanes];
    }

    /**
     * As the format decodes.
     *
     * @param z the zeros, as they are stored
     * @param scale the scales as they are stored
     * @param losses receives the sums
     */
    void decoded(Tile tile, float[] z, float[] scale, double[] losses) {
        int lanes = tile.lanes();
        Arrays.fill(losses, 0);
        for (int k = 0; k < tile.size(); k++) {
            add(tile.scaled().get(k), tile.weights().get(k), z, scale, top, lanes, few);
            flush(k, tile.size(), lanes, few, losses);
        }
    }

    private static void add(float[] scaled, float[] weights, float[] z, float[] scale, int top, int lanes, float[] sums) {
        for (int l = 0; l < lanes; l++) {
            float wr = (HalfQuadratic.code(scaled[l] + z[l], top) - z[l]) * scale[l];
            sums[l] += Math.abs(weights[l] - wr);
        }
    }

    /**
     * In quantization steps.
     *
     * @param z the zeros
     * @param within whether no weight lies beyond the codes
     * @param losses receives the sums of |e|
     */
    void inSteps(Tile tile, float[] z, boolean within, double[] losses) {
        int lanes = tile.lanes();
        Arrays.fill(losses, 0);
        for (int k = 0; k < tile.size(); k++) {
            if (within) {
                HalfQuadratic.lossWithin(tile.scaled().get(k), z, lanes, few);
            } else {
                HalfQuadratic.loss(tile.scaled().get(k), z, top, lanes, few);
            }
            flush(k, tile.size(), lanes, few, losses);
        }
    }

    /**
     * In quantization steps, with what moves the zeros on the way that forgives large errors.
     *
     * @param pulls receives by place the sums of what single weights move their zero by
     * @param losses receives by place the sums of |e|
     */
    void forgiving(Threshold threshold, Moving moving, double[] pulls, double[] losses) {
        pull((scaled, z, lanes) -> {
            HalfQuadratic.errors(scaled, z, top, lanes, errors);
            threshold.pull(errors, lanes, otherFew, few);
        }, moving, pulls, losses);
    }

    /** As {@link #forgiving} on the way that forgives nothing. */
    void plain(Moving moving, double[] pulls, double[] losses) {
        pull((scaled, z, lanes) -> HalfQuadratic.pull(scaled, z, top, lanes, otherFew, few), moving, pulls, losses);
    }

    /** What one element of every group does to its zero, added to the few. */
    @FunctionalInterface
    private interface ElementPull {
        void add(float[] scaled, float[] z, int lanes);
    }

    private void pull(ElementPull pull, Moving moving, double[] pulls, double[] losses) {
        Elements elements = moving.elements();
        int lanes = moving.size();
        Arrays.fill(pulls, 0, lanes, 0);
        Arrays.fill(losses, 0, lanes, 0);
        for (int k = 0; k < elements.size(); k++) {
            pull.add(elements.get(k), moving.z(), lanes);
            flush(k, elements.size(), lanes, otherFew, pulls);
            flush(k, elements.size(), lanes, few, losses);
        }
    }

    private static void flush(int k, int size, int lanes, float[] sums, double[] into) {
        if (k % FEW == FEW - 1 || k == size - 1) {
            for (int l = 0; l < lanes; l++) {
                into[l] += sums[l];
            }
            Arrays.fill(sums, 0, lanes, 0);
        }
    }
}
