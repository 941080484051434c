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
     * The codes of some values of one group: those that {@link #encode(float, float[])} gives, one by one.
     *
     * @param values read from index {@code from} on
     * @param codes receives the codes, at the indices of the values
     */
    default void encode(float[] values, int from, int count, float[] parameters, byte[] codes) {
        for (int i = from; i < from + count; i++) {
            codes[i] = (byte) encode(values[i], parameters);
        }
    }

    /** The value of a code. */
    float decode(int code, float[] parameters);
}
