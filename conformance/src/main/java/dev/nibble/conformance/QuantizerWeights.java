package dev.nibble.conformance;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.op.Fill;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.TestWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Weights that quantizers are tried on. */
final class QuantizerWeights {
    private static final long SEED = 23;
    private static final List<Shape> SHAPES = List.of(Shape.of(64, 128), Shape.of(128, 256), Shape.of(32, 64));

    private QuantizerWeights() {}

    /** A function on float values. */
    @FunctionalInterface
    interface Value {
        float of(float value);
    }

    /** A matrix with its groups in other places. */
    @FunctionalInterface
    interface Permutation extends UnaryOperator<Tensor> {}

    /** A shape in which no group is cut short. */
    static Shape shape(Format format) {
        return SHAPES.stream().filter(shape -> format.supports(shape).supported()).findFirst()
                .orElseThrow(() -> new AssertionError(format.text() + " supports none of " + SHAPES));
    }

    /** Those that the format supports, ends of rows and single weights among them. */
    static List<Shape> oddShapes(Format format) {
        return Stream.concat(Stream.of(Shape.of(1, 1), Shape.of(3, 7), Shape.of(5, 129), Shape.of(70), Shape.of(64, 3),
                Shape.of(8, 3, 40)), SHAPES.stream()).filter(shape -> format.supports(shape).supported()).toList();
    }

    static Tensor normal(Format format) {
        return map(TestWeights.dense(shape(format), Fill.NORMAL, SEED), v -> 0.05f * v);
    }

    /** What goes wrong easily, by name. */
    static Map<String, Tensor> odd(Format format) {
        Tensor normal = TestWeights.dense(shape(format), Fill.NORMAL, SEED);
        Map<String, Tensor> odd = new LinkedHashMap<>();
        odd.put("zeros", map(normal, _ -> 0));
        odd.put("constant", map(normal, _ -> 0.37f));
        odd.put("negative constant", map(normal, _ -> -3.5f));
        odd.put("zero but for one in 50", map(normal, v -> v > 2 ? v : 0));
        odd.put("spikes", map(normal, v -> Math.abs(v) > 2.5 ? 100 * v : 0.01f * v));
        odd.put("tiny", map(normal, v -> 1e-7f * v));
        odd.put("denormal", map(normal, v -> 1e-40f * v));
        odd.put("far from zero", map(normal, v -> 5 + 1e-3f * v));
        odd.put("large", map(normal, v -> 1000 * v));
        return odd;
    }

    /** The weights from the last to the first. */
    static Tensor flipped(Tensor weights) {
        int last = Math.toIntExact(weights.shape().elements()) - 1;
        return permuted(weights, i -> last - i);
    }

    /**
     * Groups change places: rows, and groups within rows.
     *
     * @param columnsStay whether each column must stay where it is, since it belongs to a channel with statistics
     */
    static Permutation groupsMoved(Format format, boolean columnsStay) {
        Shape shape = shape(format);
        int cols = shape.rowLength();
        int rows = Math.toIntExact(shape.rows());
        Grouping grouping = format instanceof GroupedFormat grouped ? grouped.grouping() : Grouping.PER_ROW;
        int run = Math.toIntExact(Math.min(cols, grouping.run(shape)));
        boolean within = !columnsStay && cols % run == 0;
        // Under axis 0 a row's weights belong to as many groups, and rows to different parts of each.
        boolean rowsMove = grouping.kind() != Grouping.Kind.ACROSS_ROWS;
        return weights -> permuted(weights, i -> {
            int row = rowsMove ? rows - 1 - i / cols : i / cols;
            int col = i % cols;
            return row * cols + (within ? cols - run - col / run * run + col % run : col);
        });
    }

    /** Weight i becomes what was at {@code from(i)}. */
    private static Tensor permuted(Tensor weights, IntUnaryOperator from) {
        float[] values = values(weights);
        float[] moved = new float[values.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = values[from.applyAsInt(i)];
        }
        return Tensor.of(weights.shape(), moved);
    }

    static Tensor map(Tensor weights, Value value) {
        float[] values = values(weights);
        for (int i = 0; i < values.length; i++) {
            values[i] = value.of(values[i]);
        }
        return Tensor.of(weights.shape(), values);
    }

    static float[] values(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        float[] row = new float[tensor.shape().rowLength()];
        for (int r = 0; r < tensor.shape().rows(); r++) {
            tensor.readRow(r, row);
            System.arraycopy(row, 0, values, r * row.length, row.length);
        }
        return values;
    }

    /** Relative, in the Frobenius norm. */
    static double distance(Tensor actual, Tensor expected) {
        float[] a = values(actual);
        float[] e = values(expected);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            difference += Math.pow((double) a[i] - e[i], 2);
            norm += Math.pow(e[i], 2);
        }
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }
}
