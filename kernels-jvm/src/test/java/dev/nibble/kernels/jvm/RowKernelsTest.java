package dev.nibble.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Requirement;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.TestWeights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels for embedding and dequantize, which write rows as their format decodes them. */
@Tag("vectors")
class RowKernelsTest {
    private static final int SEED = 20_261_122;
    private static final List<Shape> SHAPES = List.of(Shape.of(40, 95), Shape.of(16, 640), Shape.of(48, 1), Shape.of(8, 3, 7));

    @AutoClose
    private final Device device = TestDevice.open();

    /** On formats of each kind of levels and of parameters. */
    @Nested
    class EmbeddingConformance extends OnJvm {
        EmbeddingConformance() {
            super(new VectorEmbedding(), "affine:bits=4,group=64,zero=float", "affine:bits=3,group=20,zero=int,params=f16",
                    "affine:bits=1,per=row,zero=none", "affine:bits=8,group=8,axis=0,zero=float", "nf4:block=64",
                    "nf4:block=40,double=7", codebook(200), "fp8:e4m3fn,per=row", "mxfp4", "nvfp4", "dense:f32", "dense:f16",
                    "dense:bf16");
        }
    }

    /** On some of them, with two threads. */
    @Nested
    class DequantizeConformance extends OnJvm {
        DequantizeConformance() {
            super(new VectorDequantize(), "affine:bits=4,group=20,zero=int", "affine:bits=6,group=8,axis=0,zero=float",
                    "nf4:block=64", codebook(200), "fp8:e5m2,per=row", "dense:f32");
        }

        @Override
        public int threads() {
            return 2;
        }
    }

    /** A table of as many values, at odd distances. */
    private static String codebook(int size) {
        return "codebook:values=" + IntStream.range(0, size)
                .mapToObj(code -> Float.toString((float) Math.sin(1 + code)))
                .collect(Collectors.joining(";")) + ",block=50";
    }

    private static List<String> formats() {
        List<String> formats = new ArrayList<>(List.of("nf4:block=64", "nf4:block=40,double=7", "fp4:block=32,params=f16",
                codebook(3), codebook(11), codebook(30), codebook(200), "fp8:e4m3fn,per=row", "fp8:e4m3fn,group=8,axis=0",
                "fp8:e5m2,per=tensor", "fp8:e5m2,group=20", "mxfp4", "nvfp4", "dense:f32", "dense:f16", "dense:bf16"));
        for (int bits = 1; bits <= 8; bits++) {
            for (String zero : List.of("float", "int", "none")) {
                for (String group : List.of("group=64", "group=20", "group=1", "group=300", "per=row", "per=tensor",
                        "group=8,axis=0")) {
                    formats.add("affine:bits=" + bits + "," + group + ",zero=" + zero + (bits % 2 == 0 ? ",params=f16" : ""));
                }
            }
        }
        return formats;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void writesExactlyWhatTheFormatDecodes(String text) {
        Format format = TestDevice.format(text);
        int threads = 1;
        for (Shape shape : SHAPES) {
            assertDecodes(TestWeights.of(format, shape, Fill.NORMAL, SEED), threads);
            threads = threads % 3 + 1;
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void severalThreadsWriteExactlyWhatTheFormatDecodes(int threads) {
        for (String text : List.of("affine:bits=4,group=64", "affine:bits=5,group=3", "dense:f32", "dense:f16", "nf4:block=50")) {
            for (Shape shape : List.of(Shape.of(1, 50_003), Shape.of(301, 333))) {
                assertDecodes(TestWeights.of(TestDevice.format(text), shape, Fill.NORMAL, SEED), threads);
            }
        }
    }

    /** Codes that encoding does not make, as files may have them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"fp8:e4m3fn,per=row | codes", "fp8:e5m2,per=row | codes", "dense:f16 | values",
        "dense:bf16 | values"})
    void everyBitPatternDecodesExactly(String text, String component) {
        Format format = TestDevice.format(text);
        Shape shape = Shape.of(256, 256);
        QuantizedTensor model = TestWeights.of(format, shape, Fill.NORMAL, SEED);
        Tensor all = model.component(component).copy();
        for (int i = 0; i < 1 << 16; i++) {
            if (all.type().bits() == Short.SIZE) {
                all.data().set(Layouts.SHORT, 2L * i, (short) i);
            } else {
                all.data().set(Layouts.BYTE, i, (byte) i);
            }
        }
        Map<String, Tensor> components = new LinkedHashMap<>(model.components());
        components.put(component, all);
        assertDecodes(QuantizedTensor.of(format, shape, components, model.provenance()), 2);
    }

    private void assertDecodes(QuantizedTensor weight, int threads) {
        Tensor expected = weight.decode();
        long bytes = expected.byteSize();
        OpSpec spec = new OpSpec("dequantize", weight.format(), weight.shape(), 1, Activation.F32);
        try (PreparedKernel prepared = new VectorDequantize().prepare(request(spec, threads), device, weight);
                Arena arena = Arena.ofShared()) {
            // Guards before and after, and no alignment.
            MemorySegment output = arena.allocate(bytes + 9, 8).fill((byte) 0x77);
            prepared.run(1, MemorySegment.NULL, output.asSlice(5, bytes), MemorySegment.NULL);
            assertSameFloats(output.asSlice(5, bytes), expected.data(), weight + " on " + threads + " threads");
            assertThat(output.get(Layouts.INT, 1)).isEqualTo(0x77777777);
            assertThat(output.get(Layouts.INT, bytes + 5)).isEqualTo(0x77777777);
        }
        if (weight.shape().rank() == 2) {
            assertLooksUp(weight, expected, threads);
        }
    }

    private void assertLooksUp(QuantizedTensor weight, Tensor expected, int threads) {
        int m = 29;
        long rowBytes = 4 * weight.shape().cols();
        OpSpec spec = new OpSpec("embedding", weight.format(), weight.shape(), m, Activation.F32);
        SplittableRandom random = new SplittableRandom(SEED);
        try (PreparedKernel prepared = new VectorEmbedding().prepare(request(spec, threads), device, weight);
                Arena arena = Arena.ofShared()) {
            MemorySegment indices = arena.allocate(4 * m);
            MemorySegment wanted = arena.allocate(m * rowBytes);
            for (int i = 0; i < m; i++) {
                int index = (int) random.nextLong(weight.shape().rows());
                indices.set(Layouts.INT, 4L * i, index);
                MemorySegment.copy(expected.data(), index * rowBytes, wanted, i * rowBytes, rowBytes);
            }
            MemorySegment output = arena.allocate(m * rowBytes);
            prepared.run(m, indices, output, MemorySegment.NULL);
            assertSameFloats(output, wanted, weight + " by index on " + threads + " threads");
        }
    }

    /** Equal bits, or both NaN. */
    private static void assertSameFloats(MemorySegment actual, MemorySegment expected, String what) {
        if (actual.mismatch(expected) < 0) {
            return;
        }
        for (long at = 0; at < expected.byteSize(); at += 4) {
            float found = actual.get(Layouts.FLOAT, at);
            float wanted = expected.get(Layouts.FLOAT, at);
            if (Float.floatToIntBits(found) != Float.floatToIntBits(wanted)) {
                fail("element %d of %s is %s and should be %s", at / 4, what, found, wanted);
            }
        }
    }

    private KernelRequest request(OpSpec spec, int threads) {
        return new KernelRequest(spec, device.info(), threads);
    }

    @ParameterizedTest
    @CsvSource({"-1", "64"})
    void anIndexThatIsNoRowIsTheReferencesErrorAndNothingIsWritten(int wrong) {
        QuantizedTensor weight = TestWeights.of(TestDevice.format("mxfp4"), Shape.of(64, 64), Fill.NORMAL, SEED);
        OpSpec spec = new OpSpec("embedding", weight.format(), weight.shape(), 3, Activation.F32);
        Tensor indices = Tensor.allocate(ElementType.I32, Shape.of(3));
        indices.data().set(Layouts.INT, 8, wrong);
        MemorySegment output = Arena.ofAuto().allocate(4 * 3 * 64);
        for (Kernel kernel : List.of(new VectorEmbedding(), new ReferenceEmbedding())) {
            try (PreparedKernel prepared = kernel.prepare(request(spec, 1), device, weight)) {
                output.fill((byte) 0);
                assertThatExceptionOfType(IndexOutOfBoundsException.class)
                        .isThrownBy(() -> prepared.run(3, indices.data(), output, MemorySegment.NULL))
                        .withMessage("index 2 of the input is " + wrong + ", but W has 64 rows");
                if (!kernel.isReference()) {
                    assertThat(output.mismatch(Arena.ofAuto().allocate(output.byteSize()))).isEqualTo(-1);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "embedding  | 1 | f32  | 4    | jvm    | 64x64 | op",
        "dequantize | 2 | f32  | 4    | jvm    | 64x64 | m",
        "dequantize | 1 | int8 | 1    | jvm    | 64x64 | activation",
        "dequantize | 1 | f32  | 1    | opencl | 64x64 | device runtime",
        "dequantize | 1 | f32  | 5000 | jvm    | 64x64 | threads",
        "dequantize | 1 | f32  | 1    | jvm    | 0x64  | weight"
    })
    void dequantizeRefusesWithTheRequirementThatFailed(String op, long m, String activation, int threads, String runtime,
            String shape, String requirement) {
        assertThat(failures(new VectorDequantize(), new OpSpec(op, TestDevice.format("nf4:block=64"), shape(shape), m,
                Activation.of(activation)), threads, runtime)).containsExactly(requirement);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "dequantize | 1 | f32  | 4    | jvm    | 64x64 | op",
        "embedding  | 7 | int8 | 1    | jvm    | 64x64 | activation",
        "embedding  | 7 | f32  | 1    | opencl | 64x64 | device runtime",
        "embedding  | 7 | f32  | 5000 | jvm    | 64x64 | threads",
        "embedding  | 7 | f32  | 1    | jvm    | 64    | weight rank"
    })
    void embeddingRefusesWithTheRequirementThatFailed(String op, long m, String activation, int threads, String runtime,
            String shape, String requirement) {
        assertThat(failures(new VectorEmbedding(), new OpSpec(op, TestDevice.format("nf4:block=64"), shape(shape), m,
                Activation.of(activation)), threads, runtime)).containsExactly(requirement);
    }

    private static List<String> failures(Kernel kernel, OpSpec spec, int threads, String runtime) {
        return kernel.supports(new KernelRequest(spec, TestDevice.info(runtime), threads)).failed().stream()
                .map(Requirement::name).toList();
    }

    private static Shape shape(String text) {
        return Shape.of(Stream.of(text.split("x")).mapToLong(Long::parseLong).toArray());
    }

    @Test
    void packsIntoLittleMoreThanTheFormatTakes() {
        for (String text : List.of("affine:bits=4,group=64", "affine:bits=2,group=64", "affine:bits=8,per=row", "nf4:block=64",
                "dense:f16", "dense:f32")) {
            QuantizedTensor weight = TestWeights.of(TestDevice.format(text), Shape.of(64, 512), Fill.NORMAL, SEED);
            OpSpec spec = new OpSpec("dequantize", weight.format(), weight.shape(), 1, Activation.F32);
            try (PreparedKernel prepared = new VectorDequantize().prepare(request(spec, 1), device, weight)) {
                assertThat(prepared.packedBytes()).as(text).isBetween(weight.byteSize(), weight.byteSize() + 128);
            }
        }
    }
}
