package dev.nibble.harness.cell;

import dev.nibble.models.file.TensorFile;
import dev.nibble.models.plan.TensorPlan;
import java.util.List;

/** Quantizes the tensors of a plan, and hands them over one by one. */
public interface PlanQuantization {
    /** Takes the tensors in the plan's order. */
    @FunctionalInterface
    interface Sink {
        /** Called by one thread. */
        void accept(ModelQuantization.Done done);
    }

    /**
     * Runs the plan.
     *
     * @param plan lines of the tensors to quantize
     * @param threads tensors at once, or groups of them that are quantized together
     * @param memory bytes that tensors under way may take together; one group always may
     * @throws RuntimeException whatever the quantizer or the sink throws first; the rest is dropped
     */
    void run(TensorFile file, List<TensorPlan.Line> plan, int threads, long memory, Sink sink);
}
