package dev.nibble.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.device.Device;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Requirement;
import dev.nibble.api.tensor.Shape;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernels for looked-up codes have in common: threads, counts of rows, refusals, packing. */
@Tag("vectors")
class CodedLinearTest {
    private static final List<Kernel> KERNELS =
            List.of(new Int4Linear(), new Int8Linear(), new LookupLinear(), new Lookup8Linear());

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
