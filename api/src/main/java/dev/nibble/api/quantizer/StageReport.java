package dev.nibble.api.quantizer;

import java.util.List;

/**
 * What one stage of a pipeline has to say of one tensor.
 *
 * @param stage its text, for example {@code awq:clip=true}
 * @param lossTrace its own objective by step; may be empty, and is not comparable with another stage's
 * @param notes what a user should know, one line each
 */
public record StageReport(String stage, List<Double> lossTrace, List<String> notes) {
    public StageReport {
        lossTrace = List.copyOf(lossTrace);
        notes = List.copyOf(notes);
    }
}
