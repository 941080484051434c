package dev.nibble.api.quantizer;

/**
 * The range of a whole activation tensor as a moving average over batches: after the first batch its values a_1 themselves,
 * then {@code s_t = m s_(t-1) + (1 - m) a_t}. Whether there was a batch is told by their count, never by a value. A
 * calibration has them for inputs and outputs of layers; {@link dev.nibble.api.op.Int8Static} takes its parameters from one.
 *
 * @param momentum m, at least 0 and below 1; 0 keeps the last batch only
 * @param batches how many batches were seen; with none, the other values are 0 and mean nothing
 * @param min moving average of the batches' smallest values
 * @param max moving average of their largest values
 * @param absMax moving average of their largest magnitudes
 */
public record StaticRange(double momentum, long batches, double min, double max, double absMax) {
    public StaticRange {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum must be at least 0 and below 1, not " + momentum);
        }
    }

    /** The range before the first batch. */
    public static StaticRange start(double momentum) {
        return new StaticRange(momentum, 0, 0, 0, 0);
    }

    /**
     * The range with one more batch.
     *
     * @throws IllegalArgumentException if a bound is not finite, or they are the wrong way round
     */
    public StaticRange next(double batchMin, double batchMax) {
        if (!(Double.isFinite(batchMin) && Double.isFinite(batchMax) && batchMin <= batchMax)) {
            throw new IllegalArgumentException("a batch cannot range from " + batchMin + " to " + batchMax);
        }
        double magnitude = Math.max(Math.abs(batchMin), Math.abs(batchMax));
        if (batches == 0) {
            return new StaticRange(momentum, 1, batchMin, batchMax, magnitude);
        }
        return new StaticRange(momentum, batches + 1, moved(min, batchMin), moved(max, batchMax), moved(absMax, magnitude));
    }

    private double moved(double before, double batch) {
        return momentum * before + (1 - momentum) * batch;
    }

    /** Scale of symmetric int8 codes, {@code absMax / 127}; 1 if all values were zero. */
    public double int8Scale() {
        return absMax == 0 ? 1 : absMax / 127;
    }
}
