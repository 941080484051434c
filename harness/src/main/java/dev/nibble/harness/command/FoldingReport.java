package dev.nibble.harness.command;

import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Table;
import dev.nibble.models.fold.Fold;
import dev.nibble.models.fold.FoldCheck;
import dev.nibble.models.fold.FoldDecision;
import dev.nibble.models.fold.FoldedModel;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What became of input scales: the part of {@code quantize}'s JSON document that {@code --fold} adds.
 *
 * @param scales one line for each group of layers that share an input and have a scale
 * @param outputsDifference norm of the difference between the quantized model's outputs with and without its folded scales,
 *     over that of the outputs, in float32; empty if nothing was folded
 */
record FoldingReport(List<Line> scales, OptionalDouble outputsDifference) {
    /**
     * The scale of layers that share an input.
     *
     * @param into what it was folded into, such as {@code norm.{weight,bias}}; empty if it is applied at run time
     * @param outputsDifference of the float model's outputs, relative; empty if it is applied at run time
     * @param reason why it is applied at run time, with what was measured; empty if it was folded
     */
    record Line(List<String> layers, String into, OptionalDouble outputsDifference, String reason) {
        static Line of(FoldDecision decision) {
            return switch (decision) {
                case FoldDecision.Folded it -> new Line(it.layers(), it.fold().producersText(),
                        OptionalDouble.of(it.check().difference()), "");
                case FoldDecision.AtRunTime it -> new Line(it.layers(), "", OptionalDouble.empty(), it.reason());
            };
        }
    }

    static FoldingReport of(FoldedModel folded) {
        return new FoldingReport(folded.decisions().stream().map(Line::of).toList(),
                folded.whole().filter(FoldCheck::invariant).map(FoldCheck::difference).map(OptionalDouble::of)
                        .orElse(OptionalDouble.empty()));
    }

    /** How many layers have no scale any more. */
    long layersFolded() {
        return scales.stream().filter(line -> !line.into().isEmpty()).mapToLong(line -> line.layers().size()).sum();
    }

    /** The text for people. */
    void print(Output to) {
        to.line("");
        if (scales.isEmpty()) {
            to.line("no layer has an input scale, so there was nothing to fold");
            return;
        }
        Table table = new Table("INPUT SCALE OF", "WHAT BECAME OF IT");
        scales.forEach(line -> table.row(Fold.text(line.layers()), line.outputsDifference().isPresent()
                ? "folded into " + line.into() + Amounts.format(": outputs differ by %.1e", line.outputsDifference().getAsDouble())
                : "applied at run time: " + line.reason()));
        table.print(to.out());
        outputsDifference.ifPresent(value -> to.line(Amounts.format("with all folds the quantized model's outputs differ by %.1e",
                value) + ", relative, from those with its scales applied at run time"));
    }
}
