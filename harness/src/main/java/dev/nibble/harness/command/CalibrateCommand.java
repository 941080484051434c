package dev.nibble.harness.command;

import dev.nibble.api.quantizer.Calibration;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Progress;
import dev.nibble.models.calibrate.CalibrationFile;
import dev.nibble.models.calibrate.CalibrationWarnings;
import dev.nibble.models.calibrate.Capture;
import dev.nibble.models.calibrate.CaptureOptions;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.eval.EvalTexts;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.fold.Fold;
import dev.nibble.models.quantized.QuantizedModelFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nibble calibrate}: what goes into a model's linear layers. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Capture statistics of the inputs of a model's linear layers.",
            "", "For every layer: mean |x|, mean x squared, minimum and maximum of each channel, a seeded sample of rows, ranges "
                + "for static int8 scales, and with --gram the matrix X^T X in float64 (8 K^2 bytes for K channels). Quantizers "
                + "that need them take the file with --calibration. It is bound to the weights of the model that was run.",
            "", "Without --text the model runs on 400 sentences of State of the Union addresses of 1801 to 1900. Only MiniLM "
                + "can be run; for other models give the activations with --activations.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble calibrate minilm -o minilm.calib --gram",
            "  nibble calibrate minilm --text sentences.txt -o minilm.calib --samples 1024",
            "  nibble calibrate model.safetensors --activations x.safetensors -o layer.calib",
            "  nibble quantize minilm -o m.safetensors --quantizer 'awq | hqq' --format affine:bits=4,group=64 \\",
            "      --calibration minilm.calib"})
public final class CalibrateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "A safetensors or ONNX file, or minilm (built in).")
    private String input;

    @Option(names = {"-o", "--output"}, paramLabel = "CALIB", required = true, description = "The file to write.")
    private Path target;

    @Option(names = "--text", paramLabel = "FILE", description = "Texts to run the model on, one a line.")
    private Path text;

    @Option(names = "--activations", paramLabel = "FILE",
            description = "Run nothing and take these: a safetensors file with one matrix of input rows for each layer name.")
    private Path activations;

    @Option(names = "--gram", description = "Capture X^T X too, for GPTQ and the like.")
    private boolean gram;

    @Option(names = "--gram-mib", paramLabel = "N", description = "The most MiB for all of them. Default: 2048.")
    private long gramMebibytes = CaptureOptions.GRAM_BYTES >> 20;

    @Option(names = "--samples", paramLabel = "N", defaultValue = "512",
            description = "Rows of each layer's sample. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(names = "--momentum", paramLabel = "M", defaultValue = "0.9",
            description = "Of the static ranges, at least 0 and below 1; a batch is one text. Default: ${DEFAULT-VALUE}.")
    private double momentum;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "For the sample. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--force", description = "Replace CALIB if it exists.")
    private boolean force;

    @Mixin
    private Output output;

    /**
     * The JSON document.
     *
     * @param sharedInputs layers that took the very same input, in groups of two and more
     */
    record Document(String model, String output, String contentHash, String modelHash, int layers, long rows, boolean gram,
            double seconds, Map<String, String> about, List<List<String>> sharedInputs, List<String> warnings) {}

    @Override
    public Integer call() {
        CaptureOptions options = options();
        if (text != null && activations != null) {
            throw new UsageException("--text runs the model and --activations does not; give one of them");
        }
        OutputFile.requireFree(target, force);
        long startedAt = System.nanoTime();
        try (TensorFile model = ModelSource.open(input)) {
            OutputFile.requireOther(target, model.path());
            if (QuantizedModelFile.isQuantized(model)) {
                throw new UsageException(input + " is a quantized model; calibrate the float one that it was made from");
            }
            Map<String, String> about = about();
            Calibration calibration;
            try (Progress progress = output.progress()) {
                Capture capture = new Capture(options, (done, of) -> progress.at(done, of, what()));
                calibration = activations == null ? run(capture, model) : take(capture, model);
            } catch (IllegalArgumentException e) {
                throw new UsageException(e.getMessage());
            }
            CalibrationFile.write(target, calibration, about);
            tell(calibration, about, (System.nanoTime() - startedAt) / 1e9);
        }
        return ExitCode.OK;
    }

    private CaptureOptions options() {
        if (gramMebibytes < 1 || gramMebibytes > 1L << 40) {
            throw new UsageException("--gram-mib must be at least 1, not " + gramMebibytes);
        }
        try {
            return new CaptureOptions(samples, gram, gramMebibytes << 20, momentum, seed);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private String what() {
        return activations == null ? "texts" : "layers";
    }

    private Calibration run(Capture capture, TensorFile model) {
        List<String> texts = text == null ? EvalTexts.earlierAddresses() : EvalTexts.read(text);
        try (Tokenizer tokenizer = Tokenizer.minilm()) {
            return capture.ofTexts(model, tokenizer, texts);
        }
    }

    private Calibration take(Capture capture, TensorFile model) {
        OutputFile.requireOther(target, activations);
        try (TensorFile matrices = TensorFile.of(activations)) {
            return capture.ofMatrices(model, matrices);
        }
    }

    private Map<String, String> about() {
        Map<String, String> about = new TreeMap<>();
        about.put("source", activations != null ? "activations " + activations.getFileName()
                : text != null ? "texts " + text.getFileName() : "400 sentences of addresses of 1801 to 1900");
        about.put("samples", Integer.toString(samples));
        about.put("momentum", Double.toString(momentum));
        about.put("seed", Long.toString(seed));
        return about;
    }

    private void tell(Calibration calibration, Map<String, String> about, double seconds) {
        List<String> warnings = CalibrationWarnings.of(calibration);
        List<List<String>> shared = calibration.sharedInputs(calibration.layers().keySet().stream().sorted().toList()).stream()
                .filter(group -> group.size() > 1).toList();
        long rows = calibration.layers().values().stream().mapToLong(stats -> stats.rows()).max().orElse(0);
        if (output.json()) {
            output.json(new Document(input, target.toString(), calibration.contentHash(), calibration.modelHash(),
                    calibration.layers().size(), rows, gram, seconds, about, shared, warnings));
            return;
        }
        warnings.forEach(warning -> output.line("warning: " + warning));
        output.line(Amounts.count(calibration.layers().size(), "layer") + ", " + Amounts.count(rows, "row") + " at most, "
                + (gram ? "with" : "without") + " Gram matrices, in " + Amounts.format("%.1f s", seconds));
        if (!shared.isEmpty()) {
            output.line(Amounts.count(shared.stream().mapToInt(List::size).sum(), "layer") + " take the same input as others, in "
                    + Amounts.count(shared.size(), "group") + ", such as " + Fold.text(shared.getFirst()));
        }
        output.line("wrote " + target + ", content " + calibration.contentHash().substring(0, 12));
    }
}
