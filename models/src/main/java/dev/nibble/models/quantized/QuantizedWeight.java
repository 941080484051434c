package dev.nibble.models.quantized;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Activation;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Tensor;
import java.util.Objects;
import java.util.Optional;

/**
 * A quantized weight and what must be done to its layer's input.
 *
 * @param tensor the quantized weight
 * @param transform of the input, where the quantizer asked for one
 * @param activation how the input is quantized then; {@link Activation#F32} leaves it as it is
 */
public record QuantizedWeight(QuantizedTensor tensor, Optional<Transform> transform, Activation activation) {
    public QuantizedWeight {
        Objects.requireNonNull(tensor, "tensor");
        Objects.requireNonNull(transform, "transform");
        Objects.requireNonNull(activation, "activation");
    }

    /** For inputs as they are. */
    public static QuantizedWeight of(QuantizedTensor tensor) {
        return new QuantizedWeight(tensor, Optional.empty(), Activation.F32);
    }

    public static QuantizedWeight of(QuantizeResult result) {
        return new QuantizedWeight(result.tensor(), result.transform(), result.activation());
    }

    /** Another tensor for the same inputs. */
    public QuantizedWeight withTensor(QuantizedTensor other) {
        return new QuantizedWeight(other, transform, activation);
    }

    /** The same where something before the layer transforms its inputs. */
    public QuantizedWeight withoutTransform() {
        return new QuantizedWeight(tensor, Optional.empty(), activation);
    }

    /** The same for inputs that are not quantized. */
    public QuantizedWeight withFloatInputs() {
        return new QuantizedWeight(tensor, transform, Activation.F32);
    }

    /** Bytes of all components and of the transform. */
    public long byteSize() {
        return tensor.byteSize() + transform.map(it -> switch (it) {
            case Transform.InputScale scale -> scale.factors().byteSize();
        }).orElse(0L);
    }

    /**
     * The float32 weight that stands for this one on inputs as they are: decoded, and each column multiplied by its input
     * scale where there is one. What quantizing the inputs does is no part of it.
     */
    public Tensor decode() {
        Tensor decoded = tensor.decode();
        transform.ifPresent(it -> {
            switch (it) {
                case Transform.InputScale scale -> scaleColumns(decoded, scale.factors());
            }
        });
        return decoded;
    }

    private static void scaleColumns(Tensor weight, Tensor factors) {
        float[] factor = new float[weight.shape().rowLength()];
        float[] row = new float[factor.length];
        factors.readRow(0, factor);
        for (long r = 0; r < weight.shape().rows(); r++) {
            weight.readRow(r, row);
            for (int c = 0; c < row.length; c++) {
                row[c] *= factor[c];
            }
            weight.writeRow(r, row);
        }
    }
}
