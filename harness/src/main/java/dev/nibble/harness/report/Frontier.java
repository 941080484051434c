package dev.nibble.harness.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The points of a cloud than which none is both smaller and better. */
final class Frontier {
    private Frontier() {}

    /**
     * Finds them.
     *
     * @param cost what a point costs; less is better
     * @param loss what is bad about it; less is better
     * @return by rising cost, so with falling loss
     */
    static <T> List<T> of(List<T> points, ToDoubleFunction<T> cost, ToDoubleFunction<T> loss) {
        List<T> frontier = new ArrayList<>();
        double best = Double.POSITIVE_INFINITY;
        for (T point : points.stream()
                .sorted(Comparator.comparingDouble(cost).thenComparingDouble(loss))
                .toList()) {
            if (loss.applyAsDouble(point) < best) {
                best = loss.applyAsDouble(point);
                frontier.add(point);
            }
        }
        return frontier;
    }
}
