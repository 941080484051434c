package dev.nibble.benchmarks.onnx;

import dev.nibble.benchmarks.onnx.OnnxGraph.Type;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Models of one linear layer {@code y = x W^T} with constant weights, W being [n, k]. Input {@value OnnxGraph#INPUT},
 * output {@value OnnxGraph#OUTPUT}, both float32 with m rows.
 */
public final class OnnxModels {
    public static final String INPUT = OnnxGraph.INPUT;
    public static final String OUTPUT = OnnxGraph.OUTPUT;

    static final String MICROSOFT = "com.microsoft";

    private OnnxModels() {}

    /**
     * {@code com.microsoft.MatMulNBits} with 4 bits, float32 scales and the implied zero 8.
     *
     * @param codes [n, k / 2], the even column in the low half of a byte
     * @param scales float32, [n, k / block]
     * @param accuracyLevel 0: whatever the runtime takes for float32; 4: activations quantized to int8
     */
    public static ByteBuffer matMulNBits(
            long m, long n, long k, ByteBuffer codes, ByteBuffer scales, int block, int accuracyLevel) {
        ProtoMessage node = OnnxGraph.node(MICROSOFT, "MatMulNBits", List.of(INPUT, "codes", "scales"), List.of(OUTPUT));
        OnnxGraph.attribute(node, "K", k);
        OnnxGraph.attribute(node, "N", n);
        OnnxGraph.attribute(node, "bits", 4);
        OnnxGraph.attribute(node, "block_size", block);
        OnnxGraph.attribute(node, "accuracy_level", accuracyLevel);
        return new OnnxGraph()
                .add(node)
                .constant("codes", Type.UINT8, codes, n, k / block, block / 2)
                .constant("scales", Type.FLOAT, scales, n, k / block)
                .toModel(m, k, n);
    }

    /**
     * {@code MatMul} in float32.
     *
     * @param transposed float32, [k, n]
     */
    public static ByteBuffer matMul(long m, long n, long k, ByteBuffer transposed) {
        return new OnnxGraph()
                .add(OnnxGraph.node("", "MatMul", List.of(INPUT, "weight"), List.of(OUTPUT)))
                .constant("weight", Type.FLOAT, transposed, k, n)
                .toModel(m, k, n);
    }

    /**
     * {@code DynamicQuantizeLinear} and {@code MatMulInteger}, then the scales: what ONNX Runtime's dynamic quantization
     * makes of a linear layer, and what its optimizer fuses.
     *
     * @param transposed int8 codes, [k, n]
     * @param scales float32, [n]
     */
    public static ByteBuffer dynamicInt8(long m, long n, long k, ByteBuffer transposed, ByteBuffer scales) {
        ProtoMessage cast = OnnxGraph.node("", "Cast", List.of("sums"), List.of("floats"));
        return new OnnxGraph()
                .add(OnnxGraph.node("", "DynamicQuantizeLinear", List.of(INPUT), List.of("q", "q.scale", "q.zero")))
                .add(OnnxGraph.node("", "MatMulInteger", List.of("q", "weight", "q.zero"), List.of("sums")))
                .add(OnnxGraph.attribute(cast, "to", 1))
                .add(OnnxGraph.node("", "Mul", List.of("q.scale", "scale"), List.of("scales")))
                .add(OnnxGraph.node("", "Mul", List.of("floats", "scales"), List.of(OUTPUT)))
                .constant("weight", Type.INT8, transposed, k, n)
                .constant("scale", Type.FLOAT, scales, n)
                .toModel(m, k, n);
    }
}
