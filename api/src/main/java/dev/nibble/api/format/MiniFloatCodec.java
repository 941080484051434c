package dev.nibble.api.format;

import dev.nibble.api.tensor.MiniFloat;

/** One group of small floats. Its one parameter is the group's scale; a scale of the whole tensor multiplies it. */
final class MiniFloatCodec implements GroupCodec {
    private static final float[] E4M3FN = values(MiniFloat.E4M3FN);
    private static final float[] E5M2 = values(MiniFloat.E5M2);
    private static final float[] E2M1 = values(MiniFloat.E2M1);

    /** From the largest magnitude of a group to its scale as it is stored. */
    @FunctionalInterface
    interface ScaleRule {
        float scale(float absmax);
    }

    private final MiniFloat kind;
    private final float tensorScale;
    private final ScaleRule rule;

    MiniFloatCodec(MiniFloat kind, float tensorScale, ScaleRule rule) {
        this.kind = kind;
        this.tensorScale = tensorScale;
        this.rule = rule;
    }

    /** All values by code; not to be written to. */
    static float[] table(MiniFloat kind) {
        return switch (kind) {
            case E4M3FN -> E4M3FN;
            case E5M2 -> E5M2;
            case E2M1 -> E2M1;
        };
    }

    private static float[] values(MiniFloat kind) {
        float[] values = new float[1 << kind.bits()];
        for (int code = 0; code < values.length; code++) {
            values[code] = kind.decode(code);
        }
        return values;
    }

    @Override
    public int parameters() {
        return 1;
    }

    @Override
    public void fit(float low, float high, float[] into) {
        into[0] = rule.scale(Math.max(Math.abs(low), Math.abs(high)));
    }

    @Override
    public int encode(float value, float[] parameters) {
        float scale = parameters[0] * tensorScale;
        return scale == 0 ? 0 : kind.encode(value / scale);
    }

    @Override
    public float decode(int code, float[] parameters) {
        return kind.decode(code) * (parameters[0] * tensorScale);
    }
}
