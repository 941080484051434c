package dev.nibble.api.format;

import dev.nibble.api.tensor.ElementType;

/** How parameters are rounded to the type they are stored in: F32 or F16, without ever becoming infinite. */
final class ScaleRounding {
    private static final float MAX_F16 = 65504f;
    private static final float MIN_F16 = 0x1p-24f;

    private ScaleRounding() {}

    /** The nearest finite value of the type. */
    static float round(ElementType type, float value) {
        float bound = type == ElementType.F16 ? MAX_F16 : Float.MAX_VALUE;
        float clamped = Math.clamp(value, -bound, bound);
        return type == ElementType.F16 ? Float.float16ToFloat(Float.floatToFloat16(clamped)) : clamped;
    }

    /** The nearest finite values of the type; a new array. */
    static float[] round(ElementType type, float[] values) {
        float[] rounded = new float[values.length];
        for (int g = 0; g < rounded.length; g++) {
            rounded[g] = round(type, values[g]);
        }
        return rounded;
    }

    /** The nearest finite value, but not zero: a scale of zero would wipe out a group that has a range. */
    static float roundPositive(ElementType type, float value) {
        return Math.max(round(type, value), type == ElementType.F16 ? MIN_F16 : Float.MIN_VALUE);
    }
}
