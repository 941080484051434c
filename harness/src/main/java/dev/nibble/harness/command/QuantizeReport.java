package dev.nibble.harness.command;

import dev.nibble.api.op.Activation;
import dev.nibble.api.quantizer.StageReport;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.harness.cell.ModelQuantization;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Table;
import dev.nibble.models.plan.TensorPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of every tensor of a model: the JSON document of {@code quantize}, and its text.
 *
 * @param input file that was read
 * @param output file that was written
 * @param settings all options of the quantizer with the values used
 * @param pluginDigest SHA-256 of the quantizer's jar
 * @param calibration content hash of the statistics that it used; empty for none
 * @param sequential what was captured layer after layer; empty if the statistics were those of the float model, or none
 * @param tensorsQuantized how many of {@code tensorsTotal} were quantized
 * @param bytesBefore data of all tensors in the input
 * @param bytesAfter data of all tensors and components in the output
 * @param seconds wall time
 * @param folding what became of input scales, where they were to be folded
 */
record QuantizeReport(
        String input,
        String output,
        String quantizer,
        String version,
        String pluginDigest,
        Map<String, String> settings,
        String calibration,
        Optional<Sequential> sequential,
        String format,
        long seed,
        int tensorsQuantized,
        int tensorsTotal,
        long bytesBefore,
        long bytesAfter,
        double seconds,
        List<Made> quantized,
        List<Kept> kept,
        Optional<FoldingReport> folding) {
    /**
     * Statistics from the model with all layers before each one quantized.
     *
     * @param mode {@code plain}, or {@code corrected} where weights were first corrected for the errors of their inputs
     * @param contentHash SHA-256 over the content hashes of all steps; each tensor's provenance has that of its own
     * @param steps how many there were; layers that take the same input are one
     * @param rows of each layer's input
     * @param texts how many the model ran on
     * @param source name or path of the texts
     * @param textsHash their SHA-256
     */
    record Sequential(String mode, String contentHash, int steps, long rows, int texts, String source, String textsHash) {}

    /**
     * A quantized tensor.
     *
     * @param type of the original weights
     * @param relativeError Frobenius norm of the error over that of the weights
     * @param transform what the layer's input needs, unless it was folded: {@code input-scale}, or empty
     * @param activation how the input is quantized then; {@code f32} if it stays as it is
     * @param loss the quantizer's own objective after each step
     * @param notes what the quantizer has to say of this tensor
     * @param stages what each stage of a pipeline reported
     */
    record Made(
            String name,
            String type,
            String shape,
            double relativeError,
            double meanAbsError,
            double maxAbsError,
            double bitsPerWeight,
            long bytes,
            double seconds,
            String transform,
            String activation,
            List<Double> loss,
            List<String> notes,
            List<StageReport> stages) {
        static Made of(ModelQuantization.Done done) {
            return new Made(
                    done.info().name(),
                    done.info().type().toString(),
                    done.info().shape().toString(),
                    done.error().relative(),
                    done.error().meanAbs(),
                    done.error().maxAbs(),
                    8.0 * done.weight().byteSize() / done.tensor().shape().elements(),
                    done.weight().byteSize(),
                    done.seconds(),
                    done.weight().transform().map(Made::text).orElse(""),
                    done.weight().activation().toString(),
                    done.loss(),
                    done.notes(),
                    done.stages());
        }

        private static String text(Transform transform) {
            return switch (transform) {
                case Transform.InputScale _ -> "input-scale";
            };
        }
    }

    /** A tensor that was carried along as it is, and why. */
    record Kept(String name, String type, String shape, String reason) {
        static Kept of(TensorPlan.Line line) {
            return new Kept(
                    line.name(), line.info().type().toString(), line.info().shape().toString(), line.reason());
        }
    }

    private void printNotes(Output to) {
        if (quantized.stream().allMatch(one -> one.notes().isEmpty())) {
            return;
        }
        to.line("");
        Table notes = new Table("TENSOR", "WHAT ITS STAGES SAY");
        quantized.forEach(one -> one.notes().forEach(note -> notes.row(one.name(), note)));
        notes.print(to.out());
    }

    /** The text for people. */
    void print(Output to) {
        Table made = new Table("TENSOR", ">SHAPE", ">REL.ERROR", ">MEAN|ERR|", ">BITS/W", ">SECONDS");
        for (Made one : quantized) {
            made.row(one.name(), one.shape(), Amounts.error(one.relativeError()), Amounts.error(one.meanAbsError()),
                    Amounts.format("%.3f", one.bitsPerWeight()), Amounts.format("%.2f", one.seconds()));
        }
        made.print(to.out());
        printNotes(to);
        if (!kept.isEmpty()) {
            to.line("");
            Table others = new Table("KEPT AS IT IS", ">SHAPE", "TYPE", "WHY");
            kept.forEach(one -> others.row(one.name(), one.shape(), one.type(), one.reason()));
            others.print(to.out());
        }
        folding.ifPresent(it -> it.print(to));
        to.line("");
        to.line(tensorsQuantized + " of " + Amounts.count(tensorsTotal, "tensor") + " quantized to " + format + " by "
                + quantizer + ", version " + version + ", in " + Amounts.format("%.1f s", seconds));
        sequential.ifPresent(it -> to.line("sequential calibration, " + it.mode() + ": " + Amounts.count(it.steps(), "step") + ", each on "
                + Amounts.count(it.rows(), "row") + " of " + Amounts.count(it.texts(), "text")
                + " through the layers quantized before it"));
        double worst = quantized.stream().mapToDouble(Made::relativeError).max().orElse(0);
        double mean = quantized.stream().mapToDouble(Made::relativeError).average().orElse(0);
        to.line("relative error: mean " + Amounts.error(mean) + ", largest " + Amounts.error(worst));
        long scaled = quantized.stream().filter(one -> !one.transform().isEmpty()).count()
                - folding.map(FoldingReport::layersFolded).orElse(0L);
        if (scaled > 0) {
            to.line(Amounts.count(scaled, "layer")
                    + " with an input scale, which is stored beside the weight and applied when it runs");
        }
        quantized.stream().map(one -> Activation.of(one.activation())).filter(it -> it != Activation.F32)
                .collect(Collectors.groupingBy(Activation::kind, TreeMap::new, Collectors.counting()))
                .forEach((kind, count) -> to.line(Amounts.count(count, "layer") + " with " + kind
                        + " inputs, which is stored beside the weight and done when it runs"));
        to.line("wrote " + output + ": " + Amounts.bytes(bytesAfter) + " of tensors, before " + Amounts.bytes(bytesBefore));
    }
}
