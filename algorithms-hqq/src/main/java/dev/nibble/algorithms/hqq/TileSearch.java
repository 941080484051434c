package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.GroupCodec;
import dev.nibble.api.tensor.ElementType;

/** The search of {@link BestZero} for the groups of one tile. Used by one thread. */
final class TileSearch {
    /** In steps: it does not matter for which of the starts is best. */
    private static final float ROUNDING = 1e-3f;

    private final Tile tile;
    private final Moving moving;
    private final boolean half;
    private final AffineFormat format;
    private final int lanes;
    private final float[] scale;
    private final float[] nearest;
    private final GroupLosses group;
    private final ReferenceReach reach;
    private final BestZeros best;
    private final double[] losses;
    private final double[] pulls;
    private final double[] nearestLosses;
    /** Whether all weights lie within the codes under the format's zeros, and so within half a step of them in {@link #start}. */
    private boolean fits;
    private double loss;

    TileSearch(Tile tile, GroupCodec codec, AffineFormat format, Shrinkage shrinkage) {
        this.tile = tile;
        this.moving = tile.moving();
        this.half = format.parameterType() == ElementType.F16;
        this.format = format;
        this.lanes = tile.lanes();
        this.scale = new float[lanes];
        this.nearest = new float[lanes];
        this.losses = new double[lanes];
        this.pulls = new double[lanes];
        this.nearestLosses = new double[lanes];
        this.best = new BestZeros(lanes);
        int top = (1 << format.bits()) - 1;
        this.group = new GroupLosses(top, lanes);
        float[] low = new float[lanes];
        float[] high = new float[lanes];
        tile.range(low, high);
        this.reach = new ReferenceReach(low, high, top, shrinkage);
        fit(codec, low, high, top);
        tile.divide(scale); // as the format's rule does
    }

    /** Scales and zeros by the format's rule. */
    private void fit(GroupCodec codec, float[] low, float[] high, int top) {
        float[] fitted = new float[2];
        fits = !half; // zeros of half precision may be far from what was asked for
        for (int l = 0; l < lanes; l++) {
            codec.fit(low[l], high[l], fitted);
            scale[l] = fitted[0];
            nearest[l] = fitted[1];
            reach.visit(l, fitted[1]);
            fits &= low[l] / scale[l] + nearest[l] >= -ROUNDING && high[l] / scale[l] + nearest[l] <= top + ROUNDING;
        }
    }

    /** The loss of round-to-nearest. */
    double nearest() {
        group.decoded(tile, nearest, scale, nearestLosses);
        double sum = 0;
        for (double lost : nearestLosses) {
            sum += lost;
        }
        return sum;
    }

    /** Finds the best of so many zeros and starts from them. */
    void start(int starts) {
        float[] z = new float[lanes];
                for (int k = 0; k < starts; k++) {
            float offset = (float) k / starts - 0.5f;
            for (int l = 0; l < lanes; l++) {
                z[l] = stored(nearest[l] + offset);
            }
            group.inSteps(tile, z, fits, losses);
            best.offer(z, losses);
        }
        moving.start(tile, best.z());
        loss = weighted(best);
    }

    /** A step of all groups that move, on the way that forgives large errors. */
    void forgive(Threshold threshold, boolean first) {
        if (moving.any()) {
            group.forgiving(threshold, moving, pulls, losses);
            float[] z = moving.z();
            moving.retain((lane, place) -> {
                double before = best.loss()[lane];
                boolean better = best.offer(lane, z[place], losses[place]);
                loss -= (before - best.loss()[lane]) * scale[lane];
                z[place] = moved(place);
                return better || first;
            });
        }
    }

    /** The loss with the best zeros so far, as known from the errors in steps. */
    double loss() {
        return loss;
    }

    /** Goes the way that forgives nothing, from the format's zeros; returns the loss with the best zeros on it. */
    double plain(int steps) {
        BestZeros own = new BestZeros(lanes);
        moving.start(tile, nearest);
        for (int t = 0; t <= steps && moving.any(); t++) {
            group.plain(moving, pulls, losses);
            float[] z = moving.z();
            moving.retain((lane, place) -> {
                own.offer(lane, z[place], losses[place]);
                best.offer(lane, z[place], losses[place]);
                float next = moved(place);
                boolean moves = next != z[place];
                z[place] = next;
                reach.visit(lane, next);
                return moves;
            });
        }
        return weighted(own);
    }

    /** The next zero, as the format stores it. */
    private float moved(int place) {
        return stored((float) (moving.z()[place] + pulls[place] / tile.size()));
    }

    private float stored(float zero) {
        return half ? ReferenceSolver.stored(zero, format) : zero;
    }

    private double weighted(BestZeros zeros) {
        double sum = 0;
        for (int l = 0; l < lanes; l++) {
            sum += zeros.loss()[l] * scale[l];
        }
        return sum;
    }

    /**
     * Settles for the best zeros, by the errors of the format's decode.
     *
     * @param scales receives the scales, by row of the block
     * @param zeros receives the zeros, likewise
     * @return the loss
     */
    double finish(float[][] scales, float[][] zeros) {
        float[] z = best.z();
        group.decoded(tile, z, scale, losses);
        double sum = 0;
        for (int l = 0; l < lanes; l++) {
            if (!(losses[l] < nearestLosses[l])) {
                z[l] = nearest[l];
            }
            sum += Math.min(losses[l], nearestLosses[l]);
        }
        tile.set(scales, scale);
        tile.set(zeros, z);
        return sum;
    }

    /** Whether the way that forgives nothing was the reference's for every group, but for rounding. */
    boolean coversReference() {
        return !half && reach.everywhere(); // the reference rounds its zeros once, at the end
    }
}
