package dev.nibble.models.fold;

import java.util.List;

/** What becomes of the input scale of layers that take the same input. */
public sealed interface FoldDecision {
    /** Names of the layers' weights. */
    List<String> layers();

    /**
     * The scale is folded: the model computes the same without it.
     *
     * @param fold what is multiplied, and by what
     * @param check the measured difference
     */
    record Folded(List<String> layers, Fold fold, FoldCheck check) implements FoldDecision {
        public Folded {
            layers = List.copyOf(layers);
        }
    }

    /**
     * The scale is applied when the layers run.
     *
     * @param reason why, with what was measured
     */
    record AtRunTime(List<String> layers, String reason) implements FoldDecision {
        public AtRunTime {
            layers = List.copyOf(layers);
        }
    }
}
