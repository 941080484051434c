package dev.nibble.api.op;

import dev.nibble.api.format.Format;
import dev.nibble.api.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** The weight shapes on which operations are tested: one element, odd sizes, tails of groups, words, vectors and threads. */
final class TestShapes {
    private static final List<Shape> SHAPES = List.of(
            Shape.of(1, 1),
            Shape.of(3, 7),
            Shape.of(64, 64),
            Shape.of(17, 129),
            Shape.of(128, 320),
            Shape.of(65, 200),
            Shape.of(256, 1024),
            Shape.of(10, 86),
            Shape.of(31, 95));

    private TestShapes() {}

    /** All shapes that the format supports, each with one of the values of m in turn and all of them once. */
    static List<OpSpec> of(String op, Format format, Activation activation, List<Long> ms) {
        List<Shape> shapes = SHAPES.stream().filter(shape -> format.supports(shape).supported()).toList();
        List<OpSpec> cases = new ArrayList<>();
        int count = Math.max(shapes.size(), shapes.isEmpty() ? 0 : ms.size());
        for (int i = 0; i < count; i++) {
            cases.add(new OpSpec(op, format, shapes.get(i % shapes.size()), ms.get(i % ms.size()), activation));
        }
        return cases;
    }
}
