package dev.nibble.runtime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.format.Component;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.dispatch.Contracts;
import dev.nibble.runtime.dispatch.MemoryContractStore;
import dev.nibble.runtime.testing.PlainKernel;
import dev.nibble.runtime.testing.Plugins;
import dev.nibble.runtime.testing.TestDevice;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
            linear      | affine:bits=4,group=64,axis=1,zero=float | 5 | f32
            linear      | affine:bits=8,per=row,zero=none          | 1 | int8
            linear      | nf4:block=64,double=256                  | 2 | f32
            linear      | four-parts                               | 3 | f32
            matmul      | fp8:e4m3fn,per=row                       | 3 | f32
            embedding   | mxfp4                                    | 7 | f32
            dequantize  | affine:bits=3,group=32,axis=1,zero=int   | 1 | f32
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
    void encodesTheWeightsOfAFormatAndShapeOnce() {
        AtomicInteger encoded = new AtomicInteger();
        Format counting = new CountingFormat(registry.format("four-parts"), encoded);
        for (long m : new long[] {2, 1}) {
            OpSpec spec = new OpSpec("linear", counting, Shape.of(17, 129), m, Activation.F32);
            assertThat(oracle.prove(PlainKernel.of("plain", "linear"), spec).failure()).isEmpty();
            assertThat(encoded).as("normal weights with three seeds, and those of the other fills")
                    .hasValue(3 + Fill.values().length - 1);
        }
    }

    @Test
    void weightsThatAKernelMayHaveChangedAreEncodedAgain() {
        AtomicInteger encoded = new AtomicInteger();
        Format counting = new CountingFormat(registry.format("four-parts"), encoded);
        OpSpec spec = new OpSpec("linear", counting, Shape.of(17, 129), 1, Activation.F32);
        assertThat(oracle.prove(new ChangesWeightsInClose(PlainKernel.of("plain", "linear")), spec).passed()).isFalse();
        assertThat(encoded).hasValue(1);
        assertThat(oracle.prove(PlainKernel.of("plain", "linear"), spec).failure()).isEmpty();
        assertThat(encoded).hasValue(1 + 3 + Fill.values().length - 1);
    }

    @Test
    void findsWeightsThatAKernelChangesWhenItIsClosed() {
        Verdict verdict = oracle.prove(new ChangesWeightsInClose(PlainKernel.of("plain", "linear")),
                spec("linear", "four-parts", 1, Activation.F32));
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.failure()).isEqualTo("weights NORMAL, seed 1: close changed the weights");
    }

    @Test
    void whatTheDeviceDidNotDoIsAFailureOfItsKindAndNoWrongResult() {
        for (ProgramException.Kind kind : ProgramException.Kind.values()) {
            Verdict verdict = oracle.prove(new ThrowsInPrepare(PlainKernel.of("plain", "linear"), kind),
                    spec("linear", "four-parts", 1, Activation.F32));
            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.fault()).contains(kind);
            assertThat(verdict.failure()).isEqualTo("weights NORMAL, seed 1: the device says no");
        }
        assertThat(oracle.prove(PlainKernel.wrong("wrong", "linear"), spec("linear", "four-parts", 1, Activation.F32)).fault())
                .isEmpty();
    }

    @Test
    void aContractIsKeptUnlessItsFailureIsOneOfTheMoment() {
        for (ProgramException.Kind kind : ProgramException.Kind.values()) {
            Kernel kernel = new ThrowsInPrepare(PlainKernel.of("plain", "linear"), kind);
            Contracts contracts = new Contracts(Plugins.with(kernel), new MemoryContractStore());
            OpSpec spec = spec("linear", "four-parts", 1, Activation.F32);
            assertThat(contracts.contract(kernel, spec, new TestDevice(), 1).fault()).contains(kind);
            boolean momentary = kind == ProgramException.Kind.OUT_OF_MEMORY || kind == ProgramException.Kind.RUNTIME;
            assertThat(contracts.known(kernel, spec, new TestDevice().info(), 1).isEmpty()).as("%s", kind).isEqualTo(momentary);
        }
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

    /** A kernel whose device fails. */
    private record ThrowsInPrepare(PlainKernel of, ProgramException.Kind kind) implements Kernel {
        @Override
        public String name() {
            return of.name();
        }

        @Override
        public String description() {
            return of.description();
        }

        @Override
        public String op() {
            return of.op();
        }

        @Override
        public Support supports(KernelRequest request) {
            return of.supports(request);
        }

        @Override
        public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
            throw new ProgramException(kind, "the device says no");
        }
    }

    /** Another format's, with its calls of encode counted. */
    private record CountingFormat(Format of, AtomicInteger encoded) implements Format {
        @Override
        public String text() {
            return of.text();
        }

        @Override
        public List<Component> components() {
            return of.components();
        }

        @Override
        public Support supports(Shape logical) {
            return of.supports(logical);
        }

        @Override
        public void decodeRow(QuantizedTensor tensor, long row, float[] into) {
            of.decodeRow(tensor, row, into);
        }

        @Override
        public void decodeTermsRow(QuantizedTensor tensor, long row, float[] into) {
            of.decodeTermsRow(tensor, row, into);
        }

        @Override
        public QuantizedTensor encode(Tensor weights) {
            encoded.incrementAndGet();
            return QuantizedTensor.of(this, weights.shape(), of.encode(weights).components(), Provenance.NONE);
        }
    }

    /** Segments are read-only; native code writes all the same. */
    private record ChangesWeightsInClose(Kernel honest) implements Kernel {
        @Override
        public String name() {
            return "test.changes-weights";
        }

        @Override
        public String description() {
            return "writes to its weights when it is closed";
        }

        @Override
        public String op() {
            return honest.op();
        }

        @Override
        public Support supports(KernelRequest request) {
            return honest.supports(request);
        }

        @Override
        public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
            PreparedKernel prepared = honest.prepare(request, device, weight);
            MemorySegment codes = weight.component("codes").data();
            return new PreparedKernel() {
                @Override
                public long packedBytes() {
                    return prepared.packedBytes();
                }

                @Override
                public void run(long m, MemorySegment input, MemorySegment output, MemorySegment workspace) {
                    prepared.run(m, input, output, workspace);
                }

                @Override
                public void close() {
                    prepared.close();
                    MemorySegment.ofAddress(codes.address()).reinterpret(codes.byteSize())
                            .set(ValueLayout.JAVA_BYTE, 0, (byte) ~codes.get(ValueLayout.JAVA_BYTE, 0));
                }
            };
        }
    }
}
