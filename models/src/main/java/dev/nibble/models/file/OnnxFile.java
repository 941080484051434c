package dev.nibble.models.file;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of an ONNX model: the initializers of its graph, with the names and shapes they have in the model that was
 * exported. ONNX multiplies activations by [in, out]; weights that are nothing but the second operand of MatMul or Gemm
 * are presented as [out, in], as everywhere in Nibble, and {@link #tensor} copies those. Exporters lose such weights'
 * names ({@code onnx::MatMul_787}); they get back the one that the node's path tells
 * ({@code encoder.layer.0.attention.self.query.weight}). All else is a view of the mapped file. Constants of the graph are
 * part of its computation and no weights; they are left out.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
public final class OnnxFile implements TensorFile {
    private final MappedFile mapped;
    private final Map<String, String> metadata;
    private final Map<String, OnnxWeight> weights;
    private final Map<String, String> aliases;

    private OnnxFile(MappedFile mapped, OnnxGraph graph) {
        this.mapped = mapped;
        this.metadata = Collections.unmodifiableMap(graph.metadata());
        this.weights = new LinkedHashMap<>();
        this.aliases = new LinkedHashMap<>();
        for (OnnxTensor tensor : graph.initializers().values()) {
            OnnxWeight weight = OnnxWeight.of(tensor, graph);
            String name = weight.names().getFirst();
            // A derived name that something else bears already is worth nothing.
            if (weights.containsKey(name) || !name.equals(tensor.info().name()) && graph.initializers().containsKey(name)) {
                name = tensor.info().name();
            }
            weights.put(name, weight.named(name));
        }
        weights.forEach((name, weight) -> weight.names().stream()
                .filter(alias -> !weights.containsKey(alias))
                .forEach(alias -> aliases.put(alias, name)));
    }

    /** @throws TensorFileException if the file cannot be read, is damaged, or keeps data elsewhere */
    public static OnnxFile open(Path path) {
        MappedFile mapped = MappedFile.open(path);
        try {
            return read(mapped);
        } catch (RuntimeException e) {
            mapped.close();
            throw e;
        }
    }

    static OnnxFile read(MappedFile mapped) {
        return new OnnxFile(mapped, new OnnxGraph(mapped.path(), mapped.data()));
    }

    /** Every exporter writes the small {@code ir_version} first. */
    static boolean looksLikeOnnx(MemorySegment data) {
        return data.byteSize() > 2 && data.get(Layouts.BYTE, 0) == 8 && data.get(Layouts.BYTE, 1) > 0
                && data.get(Layouts.BYTE, 1) < 64;
    }

    @Override
    public Path path() {
        return mapped.path();
    }

    @Override
    public List<String> names() {
        return List.copyOf(weights.keySet());
    }

    @Override
    public TensorInfo info(String name) {
        return weight(name).info();
    }

    @Override
    public Tensor tensor(String name) {
        OnnxWeight weight = weight(name);
        Tensor stored = weight.stored().tensor();
        return weight.transposed() ? transposed(stored) : stored;
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public Map<String, String> aliases() {
        return Collections.unmodifiableMap(aliases);
    }

    @Override
    public Use use(String name) {
        return weight(name).use();
    }

    @Override
    public void close() {
        mapped.close();
    }

    private OnnxWeight weight(String name) {
        return TensorIndex.require(path(), weights, name);
    }

    private static Tensor transposed(Tensor stored) {
        long rows = stored.shape().cols();
        long cols = stored.shape().rows();
        long bytes = stored.type().bits() / 8;
        Tensor result = Tensor.allocate(stored.type(), Shape.of(rows, cols));
        if (stored.type() == ElementType.F32) {
            transposeFloats(stored.data(), result.data(), rows, cols);
            return result.asReadOnly();
        }
        for (long r = 0; r < rows; r++) {
            for (long c = 0; c < cols; c++) {
                MemorySegment.copy(stored.data(), (c * rows + r) * bytes, result.data(), (r * cols + c) * bytes, bytes);
            }
        }
        return result.asReadOnly();
    }

    private static void transposeFloats(MemorySegment from, MemorySegment to, long rows, long cols) {
        for (long r = 0; r < rows; r++) {
            for (long c = 0; c < cols; c++) {
                to.set(Layouts.FLOAT, 4 * (r * cols + c), from.get(Layouts.FLOAT, 4 * (c * rows + r)));
            }
        }
    }
}
