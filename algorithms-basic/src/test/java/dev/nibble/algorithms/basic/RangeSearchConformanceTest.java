package dev.nibble.algorithms.basic;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.conformance.QuantizerConformance;
import dev.nibble.conformance.QuantizerProperty;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;

/** The range search keeps the contract of quantizers with formats of every kind that has groups. */
class RangeSearchConformanceTest implements QuantizerConformance {
    private static final String SYMMETRIC = "zero=none";

    @Override
    public Quantizer quantizer() {
        return new RangeSearch();
    }

    @Override
    public Stream<Format> formats() {
        return Matrices.everyKindOfFormat().filter(format -> !format.text().contains(SYMMETRIC));
    }

    @Override
    public double objective(Tensor weights, QuantizedTensor quantized) {
        return Matrices.error(weights, quantized, 2);
    }

    /** Codes without a zero reach one step further down than up. */
    @Nested
    class Symmetric implements QuantizerConformance {
        @Override
        public Quantizer quantizer() {
            return new RangeSearch();
        }

        @Override
        public Stream<Format> formats() {
            return Matrices.everyKindOfFormat().filter(format -> format.text().contains(SYMMETRIC));
        }

        @Override
        public double objective(Tensor weights, QuantizedTensor quantized) {
            return RangeSearchConformanceTest.this.objective(weights, quantized);
        }

        @Override
        public Map<QuantizerProperty, String> lacks() {
            return Map.of(QuantizerProperty.KEEPS_ITS_OWN_OUTPUT,
                    "a clipped group may use the lowest code, whose magnitude is beyond the range it was clipped at");
        }
    }
}
