package dev.nibble.harness.cell;

import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Calibration;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.models.calibrate.CalibrationFile;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.file.TensorFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a quantizer wants to know of the layers' inputs, and whether a calibration has it. */
public final class CalibrationNeed {
    private static final int NAMED = 3;

    private final Quantizer quantizer;
    private final String model;

    /** @param model as the user named it, for messages */
    public CalibrationNeed(Quantizer quantizer, String model) {
        this.quantizer = quantizer;
        this.model = model;
    }

    /**
     * Why the quantizer cannot run on these tensors: no calibration, one of another model, or one that lacks a layer or a
     * statistic, with the way out. Empty if it can. A calibration of another model is one even where the quantizer needs none.
     */
    public Optional<String> obstacle(Optional<CalibrationFile> file, TensorFile of, List<String> tensors,
            List<? extends Quantizer> others) {
        if (file.isEmpty()) {
            return quantizer.needs().isEmpty() ? Optional.empty() : Optional.of("quantizer '" + quantizer.name()
                    + "' needs statistics of the layers' inputs (" + needs() + "): make them with '" + command()
                    + "' and give them with --calibration FILE; quantizers without such needs: "
                    + others.stream().filter(q -> q.needs().isEmpty()).map(Plugin::name).sorted()
                            .collect(Collectors.joining(", ")));
        }
        Optional<String> misfit = misfit(file.get(), of);
        if (misfit.isPresent() || quantizer.needs().isEmpty()) {
            return misfit;
        }
        List<String> missing = file.get().missing(tensors);
        if (!missing.isEmpty()) {
            return Optional.of("the calibration has no statistics of " + missing.size() + " of " + tensors.size()
                    + " tensors to quantize, " + named(missing) + "; --skip them, or make one of all with '" + command() + "'");
        }
        return lacking(file.get().calibration(), tensors);
    }

    /** Why these are statistics of another model; empty if they are of this one. */
    static Optional<String> misfit(CalibrationFile file, TensorFile of) {
        try {
            file.requireFits(of);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Why the quantizer cannot be calibrated sequentially on this model: it looks at no inputs, and weights are not corrected
     * for them either, or the model cannot be run. Empty if it can.
     */
    public Optional<String> sequentialObstacle(SequentialMode mode, TensorFile of) {
        if (quantizer.needs().isEmpty() && mode != SequentialMode.CORRECTED) {
            return Optional.of("quantizer '" + quantizer.name() + "' does not look at the layers' inputs, so that sequential "
                    + "calibration would change nothing; quantize without it, or with 'corrected', which changes the weights");
        }
        return MiniLmEncoder.runs(of) ? Optional.empty() : Optional.of("sequential calibration runs the model, and the only model "
                + "that Nibble can run is all-MiniLM-L6-v2, which " + model + " is not; give statistics of its layers' inputs "
                + "instead: 'nibble calibrate " + model + " --activations X.safetensors -o FILE' makes them");
    }

    private Optional<String> lacking(Calibration calibration, List<String> tensors) {
        for (Need need : quantizer.needs()) {
            List<String> without = tensors.stream()
                    .filter(name -> !has(calibration.layer(name).orElseThrow(), need)).toList();
            if (!without.isEmpty()) {
                return Optional.of("the calibration has no " + need + " of " + named(without) + ", which quantizer '"
                        + quantizer.name() + "' needs; make one with '" + command() + "'");
            }
        }
        return Optional.empty();
    }

    private static boolean has(ActivationStats stats, Need need) {
        return switch (need) {
            case MOMENTS -> true;
            case SAMPLES -> stats.samples().isPresent();
            case GRAM -> stats.gram().isPresent();
        };
    }

    private static String named(List<String> names) {
        return names.stream().limit(NAMED).collect(Collectors.joining(", ")) + (names.size() > NAMED ? ", ..." : "");
    }

    private String needs() {
        return quantizer.needs().stream().sorted().map(Enum::name).collect(Collectors.joining(", "));
    }

    private String command() {
        return "nibble calibrate " + model + " -o FILE" + (quantizer.needs().contains(Need.GRAM) ? " --gram" : "");
    }
}
