package dev.nibble.api.format;

import dev.nibble.api.tensor.ElementType;

/**
 * One block of a codebook format. Its one parameter is the scale: absmax over the largest magnitude of the table.
 *
 * <p>The arithmetic is that of bitsandbytes: values are multiplied by the float32 reciprocal of the scale.
 */
final class CodebookCodec implements GroupCodec {
    /** Below it the reciprocal would be infinite; bitsandbytes clamps there. */
    private static final float MIN_SCALE = 1e-38f;

    private final Codebook book;
    private final float largest;
    private final ElementType type;

    CodebookCodec(Codebook book, ElementType type) {
        this.book = book;
        this.type = type;
        this.largest = book.largest();
    }

    static float inverse(float scale) {
        return 1f / Math.max(scale, MIN_SCALE);
    }

    @Override
    public int parameters() {
        return 1;
    }

    @Override
    public void fit(float low, float high, float[] into) {
        float absmax = Math.max(Math.abs(low), Math.abs(high));
        into[0] = absmax == 0 ? 0 : ScaleRounding.roundPositive(type, absmax / largest);
        if (Float.isInfinite(largest * into[0])) {
            into[0] = Math.nextDown(into[0]);
        }
    }

    @Override
    public int encode(float value, float[] parameters) {
        return book.nearest(value * inverse(parameters[0]));
    }

    @Override
    public float decode(int code, float[] parameters) {
        return book.values()[code] * parameters[0];
    }
}
