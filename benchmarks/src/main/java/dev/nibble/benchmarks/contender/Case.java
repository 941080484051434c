package dev.nibble.benchmarks.contender;

import dev.nibble.api.tensor.Shape;

/**
 * One linear layer under one condition: what contenders are compared on.
 *
 * @param n rows of the weight: outputs
 * @param k columns of the weight: inputs
 * @param m rows of the input
 * @param threads threads that compute
 * @param mode where the weights are when a call begins
 */
public record Case(long n, long k, int m, int threads, Mode mode) {
    /** Where the weights are when a call begins. */
    public enum Mode {
        /** The same matrix again: in the caches, if it fits. */
        HOT("hot"),
        /** Another copy for each call, out of more than the caches hold. */
        COLD("cold");

        private final String text;

        Mode(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }

        /** @throws IllegalArgumentException unless the text is hot or cold */
        public static Mode of(String text) {
            for (Mode mode : values()) {
                if (mode.text.equals(text)) {
                    return mode;
                }
            }
            throw new IllegalArgumentException("modes are hot and cold, not '" + text + "'");
        }
    }

    /** Bytes of weight over which cold cases usually rotate: more than any cache holds. */
    public static final long COLD_BYTES = 256L << 20;

    public Case {
        if (n < 1 || k < 1 || m < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "n, k, m and threads are at least 1, not " + n + ", " + k + ", " + m + ", " + threads);
        }
    }

    /**
     * A case with the shape as text.
     *
     * @throws IllegalArgumentException if the shape is not of the form {@code 4096x1024}
     */
    public static Case of(String shape, int m, int threads, Mode mode) {
        String[] extents = shape.split("x", -1);
        try {
            if (extents.length == 2) {
                return new Case(Long.parseLong(extents[0]), Long.parseLong(extents[1]), m, threads, mode);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a shape is NxK, for example 4096x1024, not '" + shape + "'", e);
        }
        throw new IllegalArgumentException("a shape is NxK, for example 4096x1024, not '" + shape + "'");
    }

    /** Shape of the weight. */
    public Shape weight() {
        return Shape.of(n, k);
    }

    /** The weight's shape as text, for example {@code 4096x1024}. */
    public String shape() {
        return n + "x" + k;
    }

    @Override
    public String toString() {
        return shape() + " m=" + m + " " + mode + " threads=" + threads;
    }
}
