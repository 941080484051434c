package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.conformance.QuantizerConformance;
import dev.nibble.conformance.QuantizerProperty;
import dev.nibble.runtime.quantize.WeightError;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;

/** HQQ keeps the contract of quantizers. */
class HqqConformanceTest implements QuantizerConformance {
    private static final String MOVES_ZEROS = "moves the zeros, after which a group need not reach both ends of the codes";

    @Override
    public Quantizer quantizer() {
        return new Hqq();
    }

    @Override
    public Stream<Format> formats() {
        return Stream.of("affine:bits=8,group=64", "affine:bits=4,group=64", "affine:bits=4,group=32,axis=0",
                "affine:bits=3,group=64,params=f16", "affine:bits=4,per=row", "affine:bits=4,per=tensor",
                "affine:bits=4,group=64,zero=int", "affine:bits=8,per=row,zero=none", "nf4:block=64", "dense:f16")
                .map(registry()::format);
    }

    @Override
    public double objective(Tensor weights, QuantizedTensor quantized) {
        return WeightError.between(weights, quantized).meanAbs();
    }

    @Override
    public Map<QuantizerProperty, String> lacks() {
        return Map.of(QuantizerProperty.KEEPS_ITS_OWN_OUTPUT, MOVES_ZEROS);
    }

    /** Few codes for long groups: here the reference can be ahead. */
    @Nested
    class WholeRows implements QuantizerConformance {
        @Override
        public Quantizer quantizer() {
            return new Hqq();
        }

        @Override
        public Stream<Format> formats() {
            return Stream.of("affine:bits=2,per=row").map(registry()::format);
        }

        @Override
        public double objective(Tensor weights, QuantizedTensor quantized) {
            return HqqConformanceTest.this.objective(weights, quantized);
        }

        @Override
        public Map<QuantizerProperty, String> lacks() {
            return Map.of(QuantizerProperty.KEEPS_ITS_OWN_OUTPUT, MOVES_ZEROS, QuantizerProperty.UNIT_DOES_NOT_MATTER,
                    "takes the reference's result where that is better, and the reference's threshold has a unit");
        }
    }

    /** With all oddities of the published implementation. */
    @Nested
    class Reference implements QuantizerConformance {
        @Override
        public Quantizer quantizer() {
            return new Hqq();
        }

        @Override
        public Stream<Format> formats() {
            return HqqConformanceTest.this.formats();
        }

        @Override
        public Settings settings() {
            return Settings.of(quantizer().options(), Map.of("compat", "reference"));
        }

        @Override
        public double objective(Tensor weights, QuantizedTensor quantized) {
            return HqqConformanceTest.this.objective(weights, quantized);
        }

        @Override
        public Map<QuantizerProperty, String> lacks() {
            return Map.of(
                    QuantizerProperty.KEEPS_ITS_OWN_OUTPUT, MOVES_ZEROS,
                    QuantizerProperty.UNIT_DOES_NOT_MATTER, "hqq's least range and largest inverse scale are absolute",
                    QuantizerProperty.PLACE_DOES_NOT_MATTER, "the sum that stops all groups is rounded in their order",
                    QuantizerProperty.TRACE_ENDS_AT_ITS_BEST, "hqq stops after a step that made it worse",
                    QuantizerProperty.TRACE_IS_THE_OBJECTIVE, "the trace has the errors before each step",
                    QuantizerProperty.NEVER_WORSE_THAN_ROUND_TO_NEAREST, "hqq flattens small ranges");
        }
    }

    /** As optimum-quanto does it. */
    @Nested
    class Quanto implements QuantizerConformance {
        @Override
        public Quantizer quantizer() {
            return new Hqq();
        }

        @Override
        public Stream<Format> formats() {
            return HqqConformanceTest.this.formats();
        }

        @Override
        public Settings settings() {
            return Settings.of(quantizer().options(), Map.of("compat", "quanto"));
        }

        @Override
        public double objective(Tensor weights, QuantizedTensor quantized) {
            return HqqConformanceTest.this.objective(weights, quantized);
        }

        @Override
        public Map<QuantizerProperty, String> lacks() {
            return Map.of(
                    QuantizerProperty.KEEPS_ITS_OWN_OUTPUT, MOVES_ZEROS,
                    QuantizerProperty.UNIT_DOES_NOT_MATTER, "the threshold of its shrinkage is in the unit of the weights",
                    QuantizerProperty.NEVER_WORSE_THAN_ROUND_TO_NEAREST,
                    "codes are chosen before parameters are rounded to params=f16");
        }
    }
}
