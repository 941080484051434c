package dev.nibble.models.file;

import dev.nibble.api.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * An initializer as the exported model knew it.
 *
 * @param stored as ONNX has it
 * @param info under the model's name, and in its orientation
 * @param names by which the model knows it; the first is the one to use
 * @param transposed whether the stored one is [in, out]
 * @param use what the nodes do with it
 */
record OnnxWeight(OnnxTensor stored, TensorInfo info, List<String> names, boolean transposed, Use use) {
    /** How a linear layer takes its weight. */
    private enum Orientation { IN_OUT, OUT_IN }

    static OnnxWeight of(OnnxTensor stored, OnnxGraph graph) {
        String name = stored.info().name();
        List<OnnxGraph.UseOf> uses = graph.uses(name);
        List<Orientation> linear = new ArrayList<>();
        SequencedSet<String> modules = new LinkedHashSet<>();
        boolean matrix = stored.info().shape().rank() == 2 && stored.info().type().isFloat();
        for (OnnxGraph.UseOf use : uses) {
            linear(use, graph, linear, modules);
        }
        boolean allLinear = matrix && !uses.isEmpty() && linear.size() == uses.size()
                && linear.stream().distinct().count() == 1;
        boolean transposed = allLinear && linear.getFirst() == Orientation.IN_OUT;
        Use use = allLinear ? Use.LINEAR : allLookups(uses) ? Use.LOOKUP : Use.OTHER;
        List<String> names = names(name, matrix ? modules : new LinkedHashSet<>());
        return new OnnxWeight(stored, info(stored.info(), names.getFirst(), transposed), names, transposed, use);
    }

    /** The same under another of its names. */
    OnnxWeight named(String name) {
        return new OnnxWeight(stored, new TensorInfo(name, info.type(), info.shape()), names, transposed, use);
    }

    /** Adds the orientation and the module of a use in a linear layer, directly or through a Transpose; else nothing. */
    private static void linear(
            OnnxGraph.UseOf use, OnnxGraph graph, List<Orientation> orientations, SequencedSet<String> modules) {
        OnnxNode node = use.node();
        if (node.op().equals("Transpose") && node.outputs().size() == 1) {
            List<OnnxGraph.UseOf> behind = graph.uses(node.outputs().getFirst());
            if (!behind.isEmpty() && behind.stream().allMatch(u -> u.node().op().equals("MatMul") && u.operand() == 1)) {
                orientations.add(Orientation.OUT_IN);
                behind.forEach(u -> modules.add(u.node().module()));
            }
        } else if (node.isLinear() && use.operand() == 1) {
            orientations.add(node.transB() ? Orientation.OUT_IN : Orientation.IN_OUT);
            modules.add(node.module());
        }
    }

    private static boolean allLookups(List<OnnxGraph.UseOf> uses) {
        return !uses.isEmpty() && uses.stream().allMatch(u -> u.node().op().equals("Gather") && u.operand() == 0);
    }

    /** The stored name if it means something; then the names that the modules give to their weight. */
    private static List<String> names(String stored, SequencedSet<String> modules) {
        List<String> names = new ArrayList<>();
        boolean anonymous = stored.startsWith("onnx::") || stored.chars().allMatch(Character::isDigit);
        if (!anonymous) {
            names.add(stored);
        }
        modules.stream().filter(module -> !module.isEmpty()).map(module -> module + ".weight")
                .filter(name -> !names.contains(name))
                .forEach(names::add);
        if (names.isEmpty()) {
            names.add(stored);
        }
        return List.copyOf(names);
    }

    private static TensorInfo info(TensorInfo stored, String name, boolean transposed) {
        Shape shape = stored.shape();
        return new TensorInfo(name, stored.type(), transposed ? Shape.of(shape.dim(1), shape.dim(0)) : shape);
    }
}
