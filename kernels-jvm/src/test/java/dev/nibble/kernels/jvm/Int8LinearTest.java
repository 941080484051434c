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
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("vectors")
class Int8LinearTest {
    private static final String[] FORMATS = {
        "affine:bits=8,group=64,axis=1,zero=float",
        "affine:bits=8,group=64,axis=1,zero=int",
        "affine:bits=8,group=64,axis=1,zero=none",
        "affine:bits=8,group=64,axis=1,zero=float,params=f16",
        "affine:bits=8,group=32,axis=1,zero=int,params=f16",
        "affine:bits=8,group=128,axis=1,zero=none,params=f16",
        // Groups that are no multiple of a word, longer than a block, all of a row, all of the weight.
        "affine:bits=8,group=20,axis=1,zero=float",
        "affine:bits=8,group=1,axis=1,zero=float",
        "affine:bits=8,group=300,axis=1,zero=float",
        "affine:bits=8,per=row,zero=none",
        "affine:bits=8,per=tensor,zero=float",
        // Not for this kernel.
        "affine:bits=8,group=8,axis=0,zero=float",
        "affine:bits=3,group=64,axis=1,zero=float",
        "dense:f32",
        "nf4:block=64"
    };

    /** All formats on one thread. */
    @Nested
    class OnOneThread implements KernelConformance {
        @AutoClose
        private final Device device = TestDevice.open();

        @Override
        public Kernel kernel() {
            return new Int8Linear();
        }

        @Override
        public Device device() {
            return device;
        }

        @Override
        public Stream<Format> formats() {
            return TestDevice.formats(FORMATS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void severalThreadsMeetTheReference(int threads) {
        prove(new OpSpec("linear", TestDevice.format(FORMATS[0]), Shape.of(130, 520), 3, Activation.F32), threads);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 40})
    void everyCountOfInputRowsMeetsTheReference(long m) {
        prove(new OpSpec("linear", TestDevice.format(FORMATS[0]), Shape.of(37, 200), m, Activation.F32), 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "affine:bits=3,group=64 | f32 | 4 | jvm | bits",
        "affine:bits=8,group=8,axis=0 | f32 | 1 | jvm | grouping",
        "dense:f32 | f32 | 1 | jvm | format",
        "affine:bits=8,group=64 | int8 | 1 | jvm | activation",
        "affine:bits=8,group=64 | f32 | 1 | opencl | device runtime",
        "affine:bits=8,group=64 | f32 | 5000 | jvm | threads"
    })
    void refusesWithTheRequirementThatFailed(String format, String activation, int threads, String runtime, String requirement) {
        OpSpec spec = new OpSpec("linear", TestDevice.format(format), Shape.of(64, 64), 1, Activation.of(activation));
        var support = new Int8Linear().supports(new KernelRequest(spec, TestDevice.info(runtime), threads));
        assertThat(support.failed()).extracting(Requirement::name).containsExactly(requirement);
    }

    @Test
    void packsIntoLittleMoreThanTheFormatTakes() {
        OpSpec spec = new OpSpec("linear", TestDevice.format(FORMATS[0]), Shape.of(64, 512), 1, Activation.F32);
        try (Device device = TestDevice.open();
                var prepared = new Int8Linear().prepare(new KernelRequest(spec, device.info(), 1), device,
                        TestWeights.of(spec.format(), spec.weight(), Fill.NORMAL, 1))) {
            assertThat(prepared.packedBytes()).isEqualTo(spec.format().bytes(spec.weight()));
        }
    }

    private static void prove(OpSpec spec, int threads) {
        try (Device device = TestDevice.open()) {
            var registry = PluginRegistry.load(Int8LinearTest.class.getClassLoader());
            assertThat(new Oracle(registry, device, threads).prove(new Int8Linear(), spec).failure()).isEmpty();
        }
    }
}
