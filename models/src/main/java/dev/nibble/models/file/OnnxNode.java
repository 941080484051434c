package dev.nibble.models.file;

import java.util.ArrayList;
import java.util.List;

/**
 * One {@code NodeProto}, as far as it tells what weights are used for.
 *
 * @param op for example {@code MatMul}
 * @param name the path in the model that exporters write, for example {@code /encoder/layer.0/output/dense/MatMul}
 * @param transB Gemm's attribute: the second operand is stored [out, in]
 * @param graphs bodies of control flow, which may have weights of their own
 */
record OnnxNode(String op, String name, List<String> inputs, List<String> outputs, boolean transB, List<ProtoReader> graphs) {
    static OnnxNode read(ProtoReader reader) {
        String op = "";
        String name = "";
        boolean transB = false;
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<ProtoReader> graphs = new ArrayList<>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> inputs.add(reader.text());
                case 2 -> outputs.add(reader.text());
                case 3 -> name = reader.text();
                case 4 -> op = reader.text();
                case 5 -> transB |= attribute(reader.message(), graphs);
                default -> { }
            }
        }
        return new OnnxNode(op, name, inputs, outputs, transB, graphs);
    }

    /** Collects graphs; true for {@code transB=1}. */
    private static boolean attribute(ProtoReader reader, List<ProtoReader> graphs) {
        String name = "";
        long number = 0;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> name = reader.text();
                case 3 -> number = reader.number();
                case 6, 11 -> graphs.add(reader.message());
                default -> { }
            }
        }
        return name.equals("transB") && number == 1;
    }

    /** The path of the module that the node belongs to, with dots; empty if its name is no path. */
    String module() {
        int last = name.lastIndexOf('/');
        return name.startsWith("/") && last > 0 ? name.substring(1, last).replace('/', '.') : "";
    }

    /** Whether the second operand is multiplied with rows of activations. */
    boolean isLinear() {
        return op.equals("MatMul") || op.equals("Gemm");
    }
}
