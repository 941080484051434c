package dev.nibble.api.format;

import java.util.Arrays;

/**
 * The signed 8-bit dynamic map of bitsandbytes: 0, 1, and for each decade from 1e-6 to 1 the midpoints of
 * 1, 2, 4, ..., 64 equal parts of [0.1, 1] times the decade, with both signs. Codes ascend with the values.
 *
 * @see <a href="https://arxiv.org/abs/1511.04561">Dettmers, 8-Bit Approximations for Parallelism in Deep Learning</a>
 */
final class DynamicMap {
    private static final int DECADES = 7;

    /** The map with its search. */
    static final Codebook SIGNED = new Codebook(signed());

    private DynamicMap() {}

    private static float[] signed() {
        float[] values = new float[256];
        int at = 0;
        for (int decade = 0; decade < DECADES; decade++) {
            float scale = (float) Math.pow(10, decade - (DECADES - 1));
            int parts = 1 << decade;
            for (int i = 0; i < parts; i++) {
                float value = scale * ((boundary(i, parts) + boundary(i + 1, parts)) / 2f);
                values[at++] = value;
                values[at++] = -value;
            }
        }
        values[at++] = 0f;
        values[at] = 1f;
        Arrays.sort(values);
        return values;
    }

    /** Boundary {@code i} of {@code parts} equal parts of [0.1, 1], bit for bit as torch.linspace: from the nearer end. */
    private static float boundary(int i, int parts) {
        float step = (1f - 0.1f) / parts;
        return i < (parts + 1) / 2 ? Math.fma(step, (float) i, 0.1f) : Math.fma(-step, (float) (parts - i), 1f);
    }
}
