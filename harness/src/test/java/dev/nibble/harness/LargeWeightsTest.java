package dev.nibble.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Embedding;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.SafetensorsFile;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.oracle.Verdict;
import dev.nibble.runtime.registry.PluginRegistry;
import dev.nibble.runtime.structure.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weights of more than 2^31 elements in a mapped safetensors file are sliced, decoded, looked up and prepared. The file is
 * sparse: it has codes of 2.3 GB, of which only the last rows are not zero and take disk space.
 */
class LargeWeightsTest {
    private static final Registry REGISTRY = PluginRegistry.load(LargeWeightsTest.class.getClassLoader());
    private static final Format FORMAT = REGISTRY.format("affine:bits=4,group=128");
    private static final Shape SHAPE = Shape.of(70_000, 65_536);
    private static final int ROWS = 8;
    /** The last rows, as they are in the file. */
    private static final QuantizedTensor TAIL = TestWeights.of(FORMAT, SHAPE.with(0, ROWS), Fill.NORMAL, 3);

    @TempDir
    static Path folder;

    private static SafetensorsFile file;
    private static QuantizedTensor weight;
    private static Device device;

    @BeforeAll
    static void openFileAndDevice() throws IOException {
        Path path = folder.resolve("large.safetensors");
        write(path);
        file = SafetensorsFile.open(path);
        Map<String, Tensor> components = new LinkedHashMap<>();
        FORMAT.components().forEach(component -> components.put(component.name(),
                Tensor.of(component.type(), component.shapeFor(SHAPE), file.tensor(component.name()).data())));
        weight = QuantizedTensor.of(FORMAT, SHAPE, components, Provenance.NONE);
        DeviceProvider provider = REGISTRY.deviceProviders().stream()
                .filter(p -> p.name().equals("jvm")).findFirst().orElseThrow();
        device = provider.open(provider.devices().getFirst());
    }

    @AfterAll
    static void close() {
        device.close();
        file.close();
    }

    /** Header and the last rows of each component; all that lies before them is a hole. */
    private static void write(Path path) throws IOException {
        List<String> entries = new ArrayList<>();
        long at = 0;
        for (var component : FORMAT.components()) {
            Shape shape = component.shapeFor(SHAPE);
            long bytes = component.bytesFor(SHAPE);
            entries.add("\"%s\":{\"dtype\":\"%s\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}".formatted(component.name(),
                    component.type().isPacked() ? "U8" : component.type().name(), shape.rows(),
                    component.type().isPacked() ? component.type().rowBytes(shape.cols()) : shape.cols(), at, at += bytes));
        }
        byte[] header = ("{" + String.join(",", entries) + "}").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.SPARSE,
                StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length));
            channel.write(ByteBuffer.wrap(header));
            long end = 8 + header.length;
            for (var component : FORMAT.components()) {
                end += component.bytesFor(SHAPE);
                MemorySegment tail = TAIL.component(component.name()).data();
                channel.write(tail.asByteBuffer(), end - tail.byteSize());
            }
        }
    }

    @Test
    void theLastRowsDecodeAndSliceAsWhatTheyAre() {
        assertThat(weight.shape().elements()).isGreaterThan(2L * Integer.MAX_VALUE);
        float[] expected = new float[65_536];
        float[] found = new float[65_536];
        for (int r = 0; r < ROWS; r++) {
            FORMAT.decodeRow(TAIL, r, expected);
            FORMAT.decodeRow(weight, SHAPE.rows() - ROWS + r, found);
            assertThat(found).as("row %d from the end", ROWS - r).isEqualTo(expected);
        }
        FORMAT.decodeRow(weight, SHAPE.rows() - ROWS - 1, found);
        assertThat(found).containsOnly(0f);
        QuantizedTensor slice = Structure.slice(weight, 0, SHAPE.rows() - ROWS, SHAPE.rows());
        assertThat(Structure.equal(slice, TAIL)).isTrue();
    }

    /** The same codes as one matrix of four rows, each of more than 2^30 columns: bits of a row are beyond 2^32. */
    @Test
    void columnsAreSlicedWhereTheirBitsAreBeyondTwoToThe32() {
        Shape wide = Shape.of(4, SHAPE.elements() / 4);
        Map<String, Tensor> components = new LinkedHashMap<>();
        FORMAT.components().forEach(component -> components.put(component.name(), Tensor.of(component.type(),
                component.shapeFor(wide), weight.component(component.name()).data())));
        QuantizedTensor whole = QuantizedTensor.of(FORMAT, wide, components, Provenance.NONE);

        QuantizedTensor slice = Structure.slice(whole, 1, wide.cols() - 65_536, wide.cols());

        float[] expected = new float[65_536];
        float[] found = new float[65_536];
        FORMAT.decodeRow(TAIL, ROWS - 1, expected);
        FORMAT.decodeRow(slice, 3, found);
        assertThat(found).isEqualTo(expected);
        FORMAT.decodeRow(slice, 2, found);
        assertThat(found).containsOnly(0f);
    }

    @Test
    void theReferenceOfAnEmbeddingFindsTheLastRows() {
        OpSpec spec = new OpSpec(Embedding.NAME, FORMAT, SHAPE, 2, Activation.F32);
        Tensor indices = Tensor.allocate(ElementType.I32, REGISTRY.op(Embedding.NAME).input(spec).orElseThrow().shape());
        indices.data().set(Layouts.INT, 0, 69_999);
        indices.data().set(Layouts.INT, 4, 69_993);
        double[] value = new double[2 * 65_536];
        REGISTRY.op(Embedding.NAME).reference(spec, weight, indices, value, new double[value.length]);
        float[] row = new float[65_536];
        FORMAT.decodeRow(TAIL, 7, row);
        assertThat(value[65_535]).isEqualTo(row[65_535]);
        FORMAT.decodeRow(TAIL, 1, row);
        assertThat(value[2 * 65_536 - 1]).isEqualTo(row[65_535]);
    }

    /** Each linear kernel takes weights that are a view of the mapping's end. */
    @Test
    void kernelsArePreparedFromTheMapping() {
        Map<String, Tensor> views = new LinkedHashMap<>();
        TAIL.components().forEach((name, tail) -> {
            MemorySegment all = weight.component(name).data();
            views.put(name, Tensor.of(tail.type(), tail.shape(), all.asSlice(all.byteSize() - tail.byteSize())));
        });
        QuantizedTensor view = QuantizedTensor.of(FORMAT, TAIL.shape(), views, Provenance.NONE);
        assertThat(view.component("codes").data().isMapped()).isTrue();
        OpSpec spec = new OpSpec(Linear.NAME, FORMAT, view.shape(), 3, Activation.F32);
        KernelRequest request = new KernelRequest(spec, device.info(), 2);
        Tensor input = REGISTRY.op(Linear.NAME).testInput(spec, Fill.NORMAL, new SplittableRandom(5)).orElseThrow();
        List<Kernel> kernels = serving(request);
        assertThat(kernels).anyMatch(kernel -> !kernel.isReference());
        for (Kernel kernel : kernels) {
            try (PreparedKernel prepared = kernel.prepare(request, device, view)) {
                Verdict verdict = new Oracle(REGISTRY, device, 2).verify(prepared, spec, view, input, false);
                assertThat(verdict.failure()).as(kernel.name()).isEmpty();
            }
        }
    }

    /** Packing goes row by row: what it takes of the heap is a few rows and does not grow with the number of rows. */
    @Test
    void preparingDoesNotCopyTheWeightsToTheHeap() {
        Shape shape = Shape.of(4096, 2048);
        QuantizedTensor many = TestWeights.of(FORMAT, shape, Fill.NORMAL, 4);
        KernelRequest request = new KernelRequest(new OpSpec(Linear.NAME, FORMAT, shape, 1, Activation.F32), device.info(), 1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Kernel kernel : serving(request).stream().filter(kernel -> !kernel.isReference()).toList()) {
            long least = Long.MAX_VALUE;
            // The first attempts also warm up.
            for (int attempt = 0; attempt < 5; attempt++) {
                long before = threads.getTotalThreadAllocatedBytes();
                kernel.prepare(request, device, many).close();
                least = Math.min(least, threads.getTotalThreadAllocatedBytes() - before);
            }
            assertThat(least).as("bytes of the heap that %s takes to prepare %s", kernel.name(), many)
                    .isLessThan(many.component("codes").byteSize() / 4);
        }
    }

    private static List<Kernel> serving(KernelRequest request) {
        return REGISTRY.kernels().stream().filter(kernel -> kernel.op().equals(request.spec().op()))
                .filter(kernel -> kernel.supports(request).supported()).toList();
    }
}
