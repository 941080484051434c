package dev.nibble.benchmarks.onnx;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An ONNX model with one float32 input {@code x} and one float32 output {@code y}, in the fields of {@code onnx.proto}.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class OnnxGraph {
    static final String INPUT = "x";
    static final String OUTPUT = "y";

    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;

    /** Values of {@code TensorProto.DataType}. */
    enum Type {
        FLOAT(1),
        UINT8(2),
        INT8(3);

        private final int number;

        Type(int number) {
            this.number = number;
        }
    }

    private final ProtoMessage graph = new ProtoMessage().text(2, "layer");

    /** A node with integer attributes. */
    static ProtoMessage node(String domain, String op, List<String> inputs, List<String> outputs) {
        ProtoMessage node = new ProtoMessage();
        inputs.forEach(name -> node.text(1, name));
        outputs.forEach(name -> node.text(2, name));
        return node.text(3, op + ":" + outputs.getFirst()).text(4, op).text(7, domain);
    }

    /** {@code AttributeProto} of type INT, the fifth field of a node. */
    static ProtoMessage attribute(ProtoMessage node, String name, long value) {
        return node.message(5, new ProtoMessage().text(1, name).number(3, value).number(20, 2));
    }

    OnnxGraph add(ProtoMessage node) {
        graph.message(1, node);
        return this;
    }

    /** A constant; its bytes are little-endian and row-major. */
    OnnxGraph constant(String name, Type type, ByteBuffer content, long... dims) {
        ProtoMessage tensor = new ProtoMessage();
        for (long dim : dims) {
            tensor.number(1, dim);
        }
        graph.message(5, tensor.number(2, type.number).text(8, name).bytes(9, content));
        return this;
    }

    /** The encoded model for an input of m rows and k columns, and an output of m rows and n columns. */
    ByteBuffer toModel(long m, long k, long n) {
        graph.message(11, value(INPUT, m, k)).message(12, value(OUTPUT, m, n));
        return new ProtoMessage()
                .number(1, IR_VERSION)
                .text(2, "nibble")
                .message(7, graph)
                .message(8, new ProtoMessage().text(1, "").number(2, OPSET))
                .message(8, new ProtoMessage().text(1, OnnxModels.MICROSOFT).number(2, 1))
                .toBuffer();
    }

    private static ProtoMessage value(String name, long... dims) {
        ProtoMessage shape = new ProtoMessage();
        for (long dim : dims) {
            shape.message(1, new ProtoMessage().number(1, dim));
        }
        ProtoMessage tensor = new ProtoMessage().number(1, Type.FLOAT.number).message(2, shape);
        return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
    }
}
