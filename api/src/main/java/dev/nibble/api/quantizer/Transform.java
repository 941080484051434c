package dev.nibble.api.quantizer;

import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;

/** What must be done to a layer's input so that the quantized weights give the layer's output. */
public sealed interface Transform {
    /** How many input channels it is for. */
    long channels();

    /** This transform, and after it another one. */
    Transform then(Transform next);

    /** Whether both do the very same to every input. */
    boolean sameAs(Transform other);

    /** What an input of it becomes, in float64. */
    void apply(double[] row);

    /**
     * Channel {@code k} of the input is multiplied by {@code factors[k]} before the layer; the weights were divided by
     * it before they were quantized.
     *
     * @param factors float32, [K], finite and not zero
     */
    record InputScale(Tensor factors) implements Transform {
        /**
         * A scale of K channels.
         *
         * @throws IllegalArgumentException if a factor is zero or not finite; the message names the channel
         */
        public static InputScale of(float... factors) {
            for (int k = 0; k < factors.length; k++) {
                if (!Float.isFinite(factors[k]) || factors[k] == 0) {
                    throw new IllegalArgumentException("the input scale of channel " + k + " is " + factors[k]
                            + "; it must be finite and not zero");
                }
            }
            return new InputScale(Tensor.of(Shape.of(factors.length), factors).asReadOnly());
        }

        /** The factors by channel, the caller's own copy. */
        public float[] values() {
            float[] values = new float[factors.shape().rowLength()];
            factors.readRow(0, values);
            return values;
        }

        @Override
        public long channels() {
            return factors.shape().elements();
        }

        /**
         * {@inheritDoc}
         *
         * @throws IllegalArgumentException if the numbers of channels differ, or a product is zero or not finite
         */
        @Override
        public Transform then(Transform next) {
            return switch (next) {
                case InputScale other -> {
                    if (other.channels() != channels()) {
                        throw new IllegalArgumentException("an input scale of " + other.channels()
                                + " channels cannot follow one of " + channels());
                    }
                    float[] product = values();
                    float[] others = other.values();
                    for (int k = 0; k < product.length; k++) {
                        product[k] *= others[k];
                    }
                    yield of(product);
                }
            };
        }

        @Override
        public boolean sameAs(Transform other) {
            return switch (other) {
                case InputScale(Tensor others) -> factors.sameBytes(others);
            };
        }

        @Override
        public void apply(double[] row) {
            float[] values = values();
            for (int k = 0; k < values.length; k++) {
                row[k] *= values[k];
            }
        }
    }
}
