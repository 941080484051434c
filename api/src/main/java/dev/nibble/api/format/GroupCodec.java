package dev.nibble.api.format;

/**
 * How a format with grouped parameters treats one group: parameters from a range, the nearest code for a value, the
 * value of a code. Algorithms that search ranges, or choose codes themselves, build on it and work for every format that
 * has one.
 *
 * <p>Parameters pass through a caller-owned array of {@link #parameters()} floats. Stateless and safe for use by many
 * threads.
 */
public interface GroupCodec {
    /** How many floats describe a group, for example 2 for scale and zero. */
    int parameters();

    /**
     * The standard parameters for values in [{@code low}, {@code high}], rounded as the format stores them. Symmetric
     * formats use the larger magnitude of both.
     *
     * @param into receives the parameters
     */
    void fit(float low, float high, float[] into);

    /** The code whose value is nearest to {@code value}, clamped to the range of codes. */
    int encode(float value, float[] parameters);

    /**
     * The codes of a row of values: those that {@link #encode(float, float[])} gives, one by one.
     *
     * @param run how many consecutive values share their parameters; the last group may have fewer
     * @param parameters by parameter, then by group
     * @param codes receives one code for each value
     */
    default void encode(float[] values, int run, float[][] parameters, int[] codes) {
        float[] own = new float[parameters.length];
        for (int from = 0, g = 0; from < values.length; from += run, g++) {
            for (int p = 0; p < own.length; p++) {
                own[p] = parameters[p][g];
            }
            int to = Math.min(values.length, from + run);
            for (int i = from; i < to; i++) {
                codes[i] = encode(values[i], own);
            }
        }
    }

    /** The value of a code. */
    float decode(int code, float[] parameters);
}
