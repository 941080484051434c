package dev.nibble.harness.cell;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts tensors that come by groups into the plan's order. */
final class PlanOrder {
    private final ArrayDeque<String> expected;
    private final Map<String, ModelQuantization.Done> early = new HashMap<>();
    private final PlanQuantization.Sink sink;

    PlanOrder(List<String> names, PlanQuantization.Sink sink) {
        this.expected = new ArrayDeque<>(names);
        this.sink = sink;
    }

    void take(List<ModelQuantization.Done> group) {
        group.forEach(done -> early.put(done.info().name(), done));
        while (!expected.isEmpty() && early.containsKey(expected.peek())) {
            sink.accept(early.remove(expected.remove()));
        }
    }
}
