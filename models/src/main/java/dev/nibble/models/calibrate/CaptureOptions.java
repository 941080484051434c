package dev.nibble.models.calibrate;

/**
 * What is captured of each layer's input beside its moments.
 *
 * @param samples rows of the seeded sample, at least 1
 * @param gram whether the Gram matrix X^T X is captured: 8 K^2 bytes for a layer of K channels
 * @param gramBytes the most bytes that all Gram matrices may take together
 * @param momentum of the static ranges, at least 0 and below 1
 * @param seed of the sample; the same for all layers, so that layers that share an input share the sample
 */
public record CaptureOptions(int samples, boolean gram, long gramBytes, double momentum, long seed) {
    /** Two gibibytes: enough for 64 layers of 2048 channels. */
    public static final long GRAM_BYTES = 2L << 30;

    public CaptureOptions {
        if (samples < 1) {
            throw new IllegalArgumentException("a sample has at least 1 row, not " + samples);
        }
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum must be at least 0 and below 1, not " + momentum);
        }
    }

    /** 512 sampled rows, no Gram matrix, momentum 0.9. */
    public static CaptureOptions standard() {
        return new CaptureOptions(512, false, GRAM_BYTES, 0.9, 0);
    }

    /** The same with Gram matrices. */
    public CaptureOptions withGram() {
        return new CaptureOptions(samples, true, gramBytes, momentum, seed);
    }

    /**
     * Asked before the first activation is seen.
     *
     * @param channels K of each layer
     * @throws IllegalArgumentException if Gram matrices are wanted and would take more than {@link #gramBytes}
     */
    void requireRoom(Iterable<Integer> channels) {
        if (!gram) {
            return;
        }
        double bytes = 0;
        for (int k : channels) {
            bytes += 8.0 * k * k;
        }
        if (bytes > gramBytes) {
            throw new IllegalArgumentException(String.format(java.util.Locale.ROOT, "the Gram matrices of all layers take %.0f"
                    + " MiB, and %.0f MiB are allowed; calibrate fewer layers at a time, or allow more", bytes / (1 << 20),
                    (double) gramBytes / (1 << 20)));
        }
    }
}
