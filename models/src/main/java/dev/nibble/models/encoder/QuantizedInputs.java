package dev.nibble.models.encoder;

import dev.nibble.api.op.Activation;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.models.quantized.QuantizedWeight;
import java.util.Optional;

/** A float layer whose inputs are transformed and become what their codes stand for first, as a kernel would have them. */
final class QuantizedInputs implements LinearLayer {
    private final LinearLayer layer;
    private final Optional<float[]> inputScale;
    private final Activation activation;

    /** @param layer of the decoded weight without its transform */
    QuantizedInputs(QuantizedWeight weight, LinearLayer layer) {
        this.layer = layer;
        this.inputScale = weight.transform().map(QuantizedInputs::factors);
        this.activation = weight.activation();
    }

    /** What a transform multiplies each channel by. */
    static float[] factors(Transform transform) {
        return switch (transform) {
            case Transform.InputScale scale -> scale.values();
        };
    }

    @Override
    public int in() {
        return layer.in();
    }

    @Override
    public int out() {
        return layer.out();
    }

    @Override
    public void apply(int m, float[] x, float[] y) {
        int in = in();
        float[] quantized = new float[m * in];
        float[] row = new float[in];
        double[] values = new double[in];
        for (int r = 0; r < m; r++) {
            System.arraycopy(x, r * in, row, 0, in);
            inputScale.ifPresent(factors -> {
                for (int k = 0; k < in; k++) {
                    row[k] *= factors[k];
                }
            });
            activation.apply(row, in, values);
            for (int k = 0; k < in; k++) {
                quantized[r * in + k] = (float) values[k];
            }
        }
        layer.apply(m, quantized, y);
    }

    @Override
    public boolean concurrent() {
        return layer.concurrent();
    }

    @Override
    public void close() {
        layer.close();
    }
}
