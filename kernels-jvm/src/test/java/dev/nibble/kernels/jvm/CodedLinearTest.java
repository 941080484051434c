package dev.nibble.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Requirement;
import dev.nibble.api.tensor.Shape;
import dev.nibble.conformance.KernelConformance;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("vectors")
class CodedLinearTest {
    /** Groups that are no multiple of a word, longer than a block, all of a row, all of the weight. */
    private static final List<String> GROUPS = List.of("group=64,axis=1,zero=float", "group=64,axis=1,zero=int",
            "group=64,axis=1,zero=none", "group=64,axis=1,zero=float,params=f16", "group=32,axis=1,zero=int,params=f16",
            "group=128,axis=1,zero=none,params=f16", "group=20,axis=1,zero=float", "group=1,axis=1,zero=float",
            "group=300,axis=1,zero=float", "group=300,axis=1,zero=float,params=f16", "per=row,zero=none",
            "per=tensor,zero=float");

    private static final List<Kernel> KERNELS =
            List.of(new Int4Linear(), new Int8Linear(), new LookupLinear(), new Lookup8Linear());

    private static final String[] OTHERS = {"affine:bits=4,group=8,axis=0,zero=float", "affine:bits=5,group=64,axis=1,zero=float",
        "dense:f32", "nf4:block=64", "fp8:e4m3fn,per=row"};

    private static Stream<String> affine(int bits) {
        return GROUPS.stream().map(group -> "affine:bits=" + bits + "," + group);
    }

    /** All formats of a kernel on one thread, and some that it refuses. */
    private abstract static class OnOneThread implements KernelConformance {
        @AutoClose
        private final Device device = TestDevice.open();

        private final Kernel kernel;
        private final List<String> formats;

        OnOneThread(Kernel kernel, Stream<String> formats) {
            this.kernel = kernel;
            this.formats = formats.toList();
        }

        @Override
        public Kernel kernel() {
            return kernel;
        }

        @Override
        public Device device() {
            return device;
        }

        @Override
        public Stream<Format> formats() {
            return TestDevice.formats(formats.toArray(String[]::new));
        }
    }

    @Nested
    class FourBits extends OnOneThread {
        FourBits() {
            super(new Int4Linear(), Stream.concat(affine(4), Stream.of(OTHERS)));
        }
    }

    @Nested
    class OneToThreeBits extends OnOneThread {
        OneToThreeBits() {
            super(new Int4Linear(), Stream.of("affine:bits=1,group=64,zero=none", "affine:bits=1,group=40,zero=float",
                    "affine:bits=2,group=64,zero=float", "affine:bits=2,group=20,zero=int", "affine:bits=2,group=128,zero=none",
                    "affine:bits=3,group=64,zero=float", "affine:bits=3,per=row,zero=none",
                    "codebook:values=-2;-1;0;1,block=64"));
        }
    }

    @Nested
    class EightBits extends OnOneThread {
        EightBits() {
            super(new Int8Linear(), Stream.concat(affine(8), Stream.of("affine:bits=8,group=8,axis=0,zero=float",
                    "affine:bits=4,group=64", "dense:f32", "nf4:block=64")));
        }
    }

    @Nested
    class FiveToSevenBits extends OnOneThread {
        FiveToSevenBits() {
            super(new Int8Linear(), Stream.of("affine:bits=5,group=64", "affine:bits=6,group=30,zero=none",
                    "affine:bits=7,per=row,zero=int"));
        }
    }

    @Nested
    class SmallTables extends OnOneThread {
        SmallTables() {
            super(new LookupLinear(), Stream.of("nf4:block=64", "nf4:block=40,double=7", "fp4:block=32,params=f16", "mxfp4",
                    "nvfp4", "codebook:values=-1;0;2,block=50", "codebook:values=-1;3,block=64",
                    "affine:bits=4,group=64", "fp8:e5m2,per=row"));
        }
    }

    @Nested
    class LargeTables extends OnOneThread {
        LargeTables() {
            super(new Lookup8Linear(), Stream.of("fp8:e4m3fn,per=row", "fp8:e5m2,per=tensor", "fp8:e4m3fn,group=50",
                    "codebook:values=" + IntStream.range(0, 200).mapToObj(i -> Float.toString(i * i / 100f - 7))
                            .collect(Collectors.joining(";")) + ",block=96", "nf4:block=64"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "affine:bits=4,group=64 | f32 | 2", "affine:bits=4,group=64 | int8 | 3", "affine:bits=8,group=64 | f32 | 3",
        "nf4:block=64 | f32 | 2", "fp8:e4m3fn,per=row | int8 | 3", "affine:bits=2,group=64 | int8 | 3",
        "affine:bits=4,group=64 | int8-static | 2", "nf4:block=64 | int8-affine | 3"
    })
    void severalThreadsMeetTheReference(String format, String activation, int threads) {
        for (long m : new long[] {1, 3, 150}) {
            prove(new OpSpec("linear", TestDevice.format(format), Shape.of(130, 520), m, Activation.of(activation)), threads);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 40, 127, 128, 129, 140})
    void everyCountOfInputRowsMeetsTheReference(long m) {
        prove(new OpSpec("linear", TestDevice.format("affine:bits=4,group=64"), Shape.of(37, 200), m, Activation.F32), 2);
        prove(new OpSpec("linear", TestDevice.format("affine:bits=4,group=64"), Shape.of(37, 200), m, Activation.INT8_ROW), 2);
        prove(new OpSpec("linear", TestDevice.format("affine:bits=8,group=64"), Shape.of(37, 200), m, Activation.F32), 2);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 1100", "33, 2000", "3, 9000"})
    void longRowsInManyBandsMeetTheReference(long rows, long columns) {
        prove(new OpSpec("linear", TestDevice.format("affine:bits=4,group=64"), Shape.of(rows, columns), 70, Activation.F32), 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "jvm.linear.int4 | affine:bits=5,group=64 | 4 | jvm | bits",
        "jvm.linear.int4 | affine:bits=4,group=8,axis=0 | 1 | jvm | grouping",
        "jvm.linear.int4 | nf4:block=64 | 1 | jvm | levels",
        "jvm.linear.int4 | dense:f32 | 1 | jvm | format",
        "jvm.linear.int4 | affine:bits=4,group=64 | 1 | opencl | device runtime",
        "jvm.linear.int4 | affine:bits=4,group=64 | 5000 | jvm | threads",
        "jvm.linear.int8 | affine:bits=3,group=64 | 4 | jvm | bits",
        "jvm.linear.int8 | affine:bits=8,group=8,axis=0 | 1 | jvm | grouping",
        "jvm.linear.int8 | fp8:e4m3fn,per=row | 1 | jvm | levels",
        "jvm.linear.int8 | dense:f32 | 1 | jvm | format",
        "jvm.linear.int8 | affine:bits=8,group=64 | 1 | opencl | device runtime",
        "jvm.linear.int8 | affine:bits=8,group=64 | 5000 | jvm | threads",
        "jvm.linear.lookup | affine:bits=4,group=64 | 1 | jvm | levels",
        "jvm.linear.lookup8 | affine:bits=8,group=64 | 1 | jvm | levels"
    })
    void refusesWithTheRequirementThatFailed(String name, String format, int threads, String runtime, String requirement) {
        OpSpec spec = new OpSpec("linear", TestDevice.format(format), Shape.of(64, 64), 1, Activation.F32);
        Kernel kernel = KERNELS.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
        var support = kernel.supports(new KernelRequest(spec, TestDevice.info(runtime), threads));
        assertThat(support.failed()).extracting(Requirement::name).containsExactly(requirement);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "affine:bits=4,group=64,zero=float | 1", "affine:bits=4,group=64,zero=float,params=f16 | 1",
        "affine:bits=4,group=64,zero=none | 1", "affine:bits=2,group=64,zero=float | 1", "affine:bits=8,group=64 | 1",
        "affine:bits=3,group=64,zero=float | 1.25", "nf4:block=64 | 1", "fp8:e4m3fn,per=row | 1"
    })
    void packsIntoLittleMoreThanTheFormatTakes(String format, double times) {
        OpSpec spec = new OpSpec("linear", TestDevice.format(format), Shape.of(64, 512), 1, Activation.F32);
        try (Device device = TestDevice.open();
                var prepared = kernel(spec, device).prepare(new KernelRequest(spec, device.info(), 1), device,
                        TestWeights.of(spec.format(), spec.weight(), Fill.NORMAL, 1))) {
            assertThat(prepared.packedBytes()).isEqualTo((long) (times * spec.format().bytes(spec.weight())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,zero=float", "affine:bits=4,group=64,zero=int,params=f16"})
    void howItPacksDependsOnTheFormatAlone(String format) {
        OpSpec spec = new OpSpec("linear", TestDevice.format(format), Shape.of(64, 512), 1, Activation.F32);
        try (Device device = TestDevice.open()) {
            assertThat(Stream.of(Fill.values()).map(fill -> packedBytes(spec, device, fill)).distinct()).hasSize(1);
        }
    }

    private static long packedBytes(OpSpec spec, Device device, Fill fill) {
        try (var prepared = kernel(spec, device).prepare(new KernelRequest(spec, device.info(), 1), device,
                TestWeights.of(spec.format(), spec.weight(), fill, 1))) {
            return prepared.packedBytes();
        }
    }

    static Kernel kernel(OpSpec spec, Device device) {
        return KERNELS.stream().filter(kernel -> kernel.supports(new KernelRequest(spec, device.info(), 1)).supported()).findFirst().orElseThrow();
    }

    private static void prove(OpSpec spec, int threads) {
        try (Device device = TestDevice.open()) {
            var registry = PluginRegistry.load(CodedLinearTest.class.getClassLoader());
            assertThat(new Oracle(registry, device, threads).prove(kernel(spec, device), spec).failure()).isEmpty();
        }
    }
}
