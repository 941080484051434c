package dev.nibble.runtime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.tensor.Shape;
import dev.nibble.runtime.testing.PlainKernel;
import dev.nibble.runtime.testing.Plugins;
import dev.nibble.runtime.testing.TestDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OracleTest {
    private final Registry registry = Plugins.with();
    private final Oracle oracle = new Oracle(registry, new TestDevice(), 1);

    private OpSpec spec(String op, String format, long m, Activation activation) {
        return new OpSpec(op, registry.format(format), Shape.of(17, 129), m, activation);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            linear      | affine:bits=4,group=64,axis=1,zero=float | 5 | F32
            linear      | affine:bits=8,per=row,zero=none          | 1 | INT8_ROW
            linear      | nf4:block=64,double=256                  | 2 | F32
            linear      | four-parts                               | 3 | F32
            matmul      | fp8:e4m3fn,per=row                       | 3 | F32
            embedding   | mxfp4                                    | 7 | F32
            dequantize  | affine:bits=3,group=32,axis=1,zero=int   | 1 | F32
            """)
    void provesAKernelThatComputesInFloat32(String op, String format, long m, Activation activation) {
        Verdict verdict = oracle.prove(PlainKernel.of("plain", op), spec(op, format, m, activation));
        assertThat(verdict.failure()).isEmpty();
        assertThat(verdict.worstRatio()).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource({"linear", "matmul", "embedding", "dequantize"})
    void refutesAResultThatIsOffByOneInAThousand(String op) {
        Verdict verdict = oracle.prove(PlainKernel.wrong("wrong", op), spec(op, "four-parts", 1, Activation.F32));
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.worstRatio()).isGreaterThan(1);
        assertThat(verdict.failure()).contains("seed 1", "output[", "expected", "times the bound");
    }

    @Test
    void takesFloatActivationsForWhatTheyAre() {
        OpSpec int8 = spec("linear", "four-parts", 2, Activation.INT8_ROW);
        PlainKernel ignoresActivation = PlainKernel.of("plain", "linear");
        try (var prepared = ignoresActivation.prepare(
                new dev.nibble.api.kernel.KernelRequest(spec("linear", "four-parts", 2, Activation.F32),
                        new TestDevice().info(), 1),
                new TestDevice(), TestWeights.of(int8.format(), int8.weight(), Fill.NORMAL, 1))) {
            var input = registry.op("linear").testInput(int8, Fill.NORMAL, new java.util.SplittableRandom(1)).orElseThrow();
            Verdict verdict = oracle.verify(prepared, int8, TestWeights.of(int8.format(), int8.weight(), Fill.NORMAL, 1),
                    input, false);
            assertThat(verdict.passed()).isFalse();
        }
    }

    @Test
    void boundsGrowWithTheSumAndAreTighterForRandomData() {
        assertThat(ErrorBound.of(4096, false).gamma()).isLessThan(ErrorBound.of(4096, true).gamma());
        assertThat(ErrorBound.of(4096, true).gamma()).isCloseTo(4106 * 0x1p-24, org.assertj.core.data.Percentage.withPercentage(0.1));
        assertThat(ErrorBound.of(4096, false).gamma())
                .isCloseTo(8 * Math.sqrt(4106) * 0x1p-24, org.assertj.core.data.Percentage.withPercentage(0.1));
        assertThat(ErrorBound.of(1, false).gamma()).isLessThanOrEqualTo(6 * 0x1p-24);
    }

    @Test
    void codesVariantsKeepTheParameters() {
        var encoded = TestWeights.of(registry.format("affine:bits=3,group=64,axis=1,zero=float"), Shape.of(5, 70), Fill.NORMAL, 1);
        var max = TestWeights.with(Codes.ALL_MAX, encoded, 1).orElseThrow();
        assertThat(max.component("codes").getCode(4, 69)).isEqualTo(7);
        assertThat(max.component("scale").sameBytes(encoded.component("scale"))).isTrue();
        var dense = TestWeights.of(registry.format("dense:f32"), Shape.of(5, 70), Fill.NORMAL, 1);
        assertThat(TestWeights.with(Codes.RANDOM, dense, 1)).isEmpty();
    }
}
