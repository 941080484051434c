package dev.nibble.api.op;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Static int8 activations: one scale and zero for all inputs of a layer, chosen before from a calibration. Code and value are
 * {@code q = clamp(rint(x / scale) + zero, -127, 127)} and {@code x' = (q - zero) * scale}, the quotient in float32, ties to
 * even; what lies beyond the range becomes its end. Codes end at -127, so that a symmetric range has as many on both sides
 * and integer kernels need no case for -128.
 *
 * @param scale from {@link Float#MIN_NORMAL} on, finite
 * @param zero -127 to 127, the code of 0; a range around 0 has 0
 */
public record Int8Static(float scale, int zero) implements Int8Activation {
    private static final int MOST = 127;

    /** How texts begin. */
    static final String PREFIX = "int8-static:";

    private static final Pattern TEXT = Pattern.compile(PREFIX + "scale=([^,]+)(?:,zero=(-?\\d{1,3}))?");

    /** Covers -3 to 3, so that some standard normal numbers lie beyond. */
    static final Int8Static SYMMETRIC = symmetric(3);

    /** Covers 0 to 4: codes less the zero go up to 254, and half of all standard normal numbers lie beyond. */
    static final Int8Static AFFINE = affine(0, 4);

    /** @throws IllegalArgumentException if scale or zero cannot be */
    public Int8Static {
        if (!(scale >= Float.MIN_NORMAL && Float.isFinite(scale))) {
            throw new IllegalArgumentException("static int8 activations take a finite scale of at least " + Float.MIN_NORMAL
                    + ", not " + scale);
        }
        if (zero < -MOST || zero > MOST) {
            throw new IllegalArgumentException("the zero of static int8 activations is -127 to 127, not " + zero);
        }
    }

    /**
     * A range around 0: zero 0, scale {@code largest / 127}; 1 if all inputs were zero.
     *
     * @param largest magnitude, finite
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static Int8Static symmetric(double largest) {
        if (!(largest >= 0 && largest <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("a largest magnitude cannot be " + largest);
        }
        return new Int8Static(scale(largest / MOST), 0);
    }

    /**
     * Any range, extended to hold 0, so that 0 has an exact code: scale {@code (max - min) / 254}.
     *
     * @throws IllegalArgumentException if an end is not finite, or they are the wrong way round
     */
    public static Int8Static affine(double min, double max) {
        if (!(min >= -Float.MAX_VALUE && max <= Float.MAX_VALUE && min <= max)) {
            throw new IllegalArgumentException("activations cannot range from " + min + " to " + max);
        }
        double low = Math.min(min, 0);
        float scale = scale((Math.max(max, 0) - low) / (2 * MOST));
        return new Int8Static(scale, (int) Math.clamp(-MOST - Math.rint(low / scale), -MOST, MOST));
    }

    private static float scale(double exact) {
        return exact == 0 ? 1 : Math.max((float) exact, Float.MIN_NORMAL);
    }

    /** @throws IllegalArgumentException if the text is none */
    static Int8Static parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("static int8 activations are " + PREFIX + "scale=S,zero=Z, not '" + text + "'");
        }
        try {
            return new Int8Static(Float.parseFloat(matcher.group(1)),
                    matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the scale in '" + text + "' is no number", e);
        }
    }

    /** The code of one value. */
    public int code(float x) {
        return (int) Math.clamp(Math.rint(x / scale) + zero, -MOST, MOST);
    }

    /** {@code int8-static} where the zero is 0, else {@code int8-static-affine}. */
    @Override
    public String kind() {
        return zero == 0 ? "int8-static" : "int8-static-affine";
    }

    @Override
    public Activation representative() {
        return zero == 0 ? SYMMETRIC : AFFINE;
    }

    @Override
    public boolean isSymmetric() {
        return zero == 0;
    }

    @Override
    public float quantize(float[] x, int count, int[] codes) {
        for (int i = 0; i < count; i++) {
            codes[i] = code(x[i]) - zero;
        }
        return Int8Activation.isFinite(x, count) ? scale : Float.NaN;
    }

    /** The text form, from which {@link Activation#of} makes the same. */
    @Override
    public String toString() {
        return PREFIX + "scale=" + scale + ",zero=" + zero;
    }
}
