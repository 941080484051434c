package dev.nibble.models.encoder;

/** {@code softmax(Q K^T / sqrt(d)) V} for each head of width d; every token sees every other. */
final class SelfAttention {
    private final int heads;
    private final int width;

    SelfAttention(int heads, int width) {
        this.heads = heads;
        this.width = width;
    }

    /** All arguments are [m, width]; {@code out} receives the context. */
    void apply(int m, float[] q, float[] k, float[] v, float[] out) {
        int d = width / heads;
        float scale = (float) (1 / Math.sqrt(d));
        float[] scores = new float[m];
        for (int h = 0; h < heads; h++) {
            for (int t = 0; t < m; t++) {
                int at = t * width + h * d;
                for (int s = 0; s < m; s++) {
                    scores[s] = scale * dot(q, at, k, s * width + h * d, d);
                }
                softmax(scores);
                for (int i = 0; i < d; i++) {
                    float sum = 0;
                    for (int s = 0; s < m; s++) {
                        sum += scores[s] * v[s * width + h * d + i];
                    }
                    out[at + i] = sum;
                }
            }
        }
    }

    private static float dot(float[] a, int atA, float[] b, int atB, int count) {
        float sum = 0;
        for (int i = 0; i < count; i++) {
            sum += a[atA + i] * b[atB + i];
        }
        return sum;
    }

    private static void softmax(float[] x) {
        float max = Float.NEGATIVE_INFINITY;
        for (float value : x) {
            max = Math.max(max, value);
        }
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.exp(x[i] - max);
            sum += x[i];
        }
        float factor = (float) (1 / sum);
        for (int i = 0; i < x.length; i++) {
            x[i] *= factor;
        }
    }
}
