package dev.nibble.models.encoder;

import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;

/** A linear layer in float32. The weight is held transposed, so that the inner loop runs along outputs and vectorises. */
final class FloatLinear implements LinearLayer {
    /** Inputs taken at once: each output is then loaded and stored once for eight products. */
    private static final int BLOCK = 8;

    private final float[][] byInput;
    private final float[] bias;
    private final int in;

    FloatLinear(String name, Tensor weight, float[] bias) {
        in = weight.shape().rowLength();
        int out = Math.toIntExact(weight.shape().rows());
        if (bias.length != out) {
            throw LinearFactory.biasDoesNotFit(name, bias, weight);
        }
        this.bias = bias;
        byInput = new float[Math.ceilDiv(in, BLOCK) * BLOCK][out];
        float[] row = new float[in];
        for (int o = 0; o < out; o++) {
            weight.readRow(o, row);
            for (int i = 0; i < in; i++) {
                byInput[i][o] = row[i];
            }
        }
    }

    @Override
    public int in() {
        return in;
    }

    @Override
    public int out() {
        return bias.length;
    }

    @Override
    public void apply(int m, float[] x, float[] y) {
        int out = bias.length;
        float[][] rows = new float[m][];
        for (int r = 0; r < m; r++) {
            rows[r] = Arrays.copyOf(bias, out);
        }
        float[] block = new float[BLOCK];
        // The weights of one block of inputs stay in the first-level cache for all rows.
        for (int i = 0; i < in; i += BLOCK) {
            for (int r = 0; r < m; r++) {
                int count = Math.min(BLOCK, in - i);
                System.arraycopy(x, r * in + i, block, 0, count);
                Arrays.fill(block, count, BLOCK, 0f);
                addBlock(rows[r], byInput, i, block);
            }
        }
        for (int r = 0; r < m; r++) {
            System.arraycopy(rows[r], 0, y, r * out, out);
        }
    }

    private static void addBlock(float[] y, float[][] w, int at, float[] x) {
        float[] w0 = w[at];
        float[] w1 = w[at + 1];
        float[] w2 = w[at + 2];
        float[] w3 = w[at + 3];
        float[] w4 = w[at + 4];
        float[] w5 = w[at + 5];
        float[] w6 = w[at + 6];
        float[] w7 = w[at + 7];
        float x0 = x[0];
        float x1 = x[1];
        float x2 = x[2];
        float x3 = x[3];
        float x4 = x[4];
        float x5 = x[5];
        float x6 = x[6];
        float x7 = x[7];
        for (int o = 0; o < y.length; o++) {
            y[o] += x0 * w0[o] + x1 * w1[o] + x2 * w2[o] + x3 * w3[o] + x4 * w4[o] + x5 * w5[o] + x6 * w6[o] + x7 * w7[o];
        }
    }

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public void close() {
        // Everything is on the heap.
    }
}
