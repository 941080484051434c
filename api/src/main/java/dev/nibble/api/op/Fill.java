package dev.nibble.api.op;

import java.util.random.RandomGenerator;

/** Test data by kind. */
public enum Fill {
    /** Standard normal. */
    NORMAL(false),
    ZEROS(true),
    /** All ones: accumulation errors cannot cancel. */
    ONES(true),
    /** Normal with one value of 10,000. */
    ONE_HUGE(true),
    /** Subnormal float32 numbers of both signs. */
    DENORMAL(true);

    private final boolean structured;

    Fill(boolean structured) {
        this.structured = structured;
    }

    /** Whether rounding errors may all point one way, so that only the worst-case error bound holds. */
    public boolean structured() {
        return structured;
    }

    /** Fills {@code count} values. */
    public void fill(float[] values, int count, RandomGenerator random) {
        for (int i = 0; i < count; i++) {
            values[i] = switch (this) {
                case NORMAL, ONE_HUGE -> (float) random.nextGaussian();
                case ZEROS -> 0f;
                case ONES -> 1f;
                case DENORMAL -> (random.nextBoolean() ? 1 : -1) * Float.MIN_VALUE * random.nextInt(1, 1 << 20);
            };
        }
        if (this == ONE_HUGE && count > 0) {
            values[random.nextInt(count)] = 10_000f;
        }
    }
}
