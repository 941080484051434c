package dev.nibble.harness.command;

import dev.nibble.harness.cell.FallbackPolicy;
import dev.nibble.harness.sweep.Plan;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options that say what is quantized how. A picocli mixin. */
final class ModelChoice {
    @Option(names = "--model", paramLabel = "NAME|FILE", description = "The model (default: minilm).")
    private String model;

    // A comma before key= belongs to a stage's settings.
    @Option(names = "--quantizer", paramLabel = "PATTERN", split = ",(?![A-Za-z0-9._-]+=)", splitSynopsisLabel = ",",
            description = "Quantizers by name, * and ? allowed, or pipelines such as 'awq | hqq'.")
    private List<String> quantizers;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of the quantizers. May be repeated.")
    private Map<String, String> settings;

    @Option(names = "--calibration", paramLabel = "FILE",
            description = "Statistics of the layers' inputs, which 'nibble calibrate' makes: some quantizers need them, and for all "
                    + "of them the errors of the layers' outputs are measured. Beside a plan, instead of the plan's.")
    private String calibration;

    @Option(names = "--sequential", arity = "0..1", fallbackValue = "plain", split = ",", paramLabel = "MODE",
            description = "Sequential calibration: each layer's statistics are captured from the model with all layers before it "
                    + "quantized. corrected: its weights are then first corrected for the errors of its inputs. "
                    + "--sequential=none,plain,corrected compares all.")
    private List<String> sequential;

    @Option(names = "--text", paramLabel = "FILE",
            description = "Texts for it, one a line. Default: the 400 sentences that 'nibble calibrate' takes.")
    private String text;

    @Option(names = "--fallback", paramLabel = "POLICY",
            description = "strict: a layer without a fast proven kernel is an error; reference: a reference kernel serves it "
                    + "and is counted; decode: float32 on decoded weights does, and is counted (default: strict).")
    private FallbackPolicy fallback;

    @Option(names = "--seed", paramLabel = "N", description = "For the quantizers (default: 1).")
    private Long seed;

    @Option(names = "--sentences", paramLabel = "N", description = "Sentences of the evaluation text, 3 to 100 (default: 100).")
    private Integer sentences;

    boolean any() {
        return anyButCalibration() || calibration != null;
    }

    boolean anyButCalibration() {
        return model != null || quantizers != null || settings != null || fallback != null || seed != null
                || sentences != null || sequential != null || text != null;
    }

    /** What was given, or null. */
    String calibration() {
        return calibration;
    }

    /** What was given, or null. */
    Integer sentences() {
        return sentences;
    }

    Plan.ModelPart part(Choice choice) {
        return new Plan.ModelPart(model, quantizers, settings, choice.formats(),
                fallback == null ? null : fallback.text(), choice.devices(),
                choice.threads(), seed, calibration, sequential, text);
    }
}
