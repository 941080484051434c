package dev.nibble.harness.command;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.PluginInfo;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.cell.CalibrationNeed;
import dev.nibble.harness.cell.ModelQuantization;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Progress;
import dev.nibble.models.calibrate.CalibrationFile;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.fold.FoldedModel;
import dev.nibble.models.plan.TensorPlan;
import dev.nibble.models.plan.TensorPlan.State;
import dev.nibble.models.quantized.QuantizedModelFile;
import dev.nibble.models.quantized.QuantizedModelWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nibble quantize}: a model's weights in another format, each tensor accounted for. */
@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Quantize the weights of a safetensors or ONNX file.",
            "", "The result is one safetensors file: quantized tensors as their components, with format and provenance in "
                + "the metadata, all others as they are. Weights of linear layers are quantized; where the file does not "
                + "tell them apart, all matrices but embeddings (by their names). Every tensor is listed: with its error, "
                + "or with the reason why it was kept.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble quantize minilm -o hqq4.safetensors --quantizer hqq --format affine:bits=4,group=64",
            "  nibble quantize model.safetensors -o m.safetensors --quantizer hqq --set compat=reference \\",
            "      --format affine:bits=3,group=64 --include '**.mlp' --skip layers.0",
            "  nibble quantize minilm -o awq4.safetensors --quantizer 'awq:shared | rtn' --fold \\",
            "      --format affine:bits=4,group=64 --calibration minilm.calib",
            "  nibble quantize minilm -o w8a8.safetensors --quantizer 'rtn | int8-static:zero=true' \\",
            "      --format affine:bits=8,group=64 --calibration minilm.calib",
            "  nibble quantize minilm -o gptq2.safetensors --quantizer 'gptq:actorder=true' --sequential \\",
            "      --format affine:bits=2,group=64",
            "  nibble quantize model.onnx -o nf4.safetensors --quantizer rtn --format nf4:block=64,double=256",
            "",
            "Patterns: * is any characters between two dots, ** any number of whole parts, ? one character. A pattern",
            "matches a whole name or all parts up to a dot: layers.1 is layers.1.weight, not layers.10.weight.",
            "'nibble plugins NAME' lists what --set takes."})
public final class QuantizeCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "IN", description = "A safetensors or ONNX file, or minilm (built in).")
    private String input;

    @Option(names = {"-o", "--output"}, paramLabel = "OUT", required = true, description = "The file to write.")
    private Path target;

    @Option(names = "--quantizer", paramLabel = "NAME", required = true,
            description = "The algorithm, such as rtn or hqq, or a pipeline of stages such as 'awq:clip | hqq' or 'rtn | int8'.")
    private String quantizerName;

    @Option(names = "--format", paramLabel = "FORMAT", required = true,
            description = "For example affine:bits=4,group=64,axis=1.")
    private String formatText;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "An option of the quantizer; may be repeated.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--calibration", paramLabel = "FILE",
            description = "Statistics of the layers' inputs, for quantizers that need some; 'nibble calibrate' makes them.")
    private Path calibration;

    @Mixin
    private SequentialChoice sequential;

    @Option(names = "--fold", description = {"Fold input scales into the tensors before, where a float run of the model on real "
            + "sentences shows that it computes the same; each is listed. Models that Nibble can run only (minilm)."})
    private boolean fold;

    @Option(names = "--include", paramLabel = "GLOB", description = "Quantize these tensors only; may be repeated.")
    private List<String> include = List.of();

    @Option(names = "--skip", paramLabel = "GLOB", description = "Keep these tensors; may be repeated.")
    private List<String> skip = List.of();

    @Option(names = "--seed", defaultValue = "0", description = "The only source of randomness. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Tensors at once. Default: all cores.")
    private Integer threads;

    @Option(names = "--force", description = "Replace OUT if it exists.")
    private boolean force;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        Registry registry = plugins.snapshot().registry();
        Quantizer quantizer = registry.quantizer(quantizerName);
        Format format = registry.format(formatText);
        Settings settings = settings(quantizer);
        requireAble(quantizer, format);
        OutputFile.requireFree(target, force);
        try (TensorFile file = ModelSource.open(input)) {
            OutputFile.requireOther(target, file.path());
            requireFloat(file);
            TensorPlan plan = TensorPlan.of(file, format, include, skip);
            requireSomething(plan);
            sequential.require(Optional.ofNullable(calibration), quantizer, file, input);
            try (Opened statistics = Opened.of(calibration)) {
                if (!sequential.wanted()) {
                    requireStatistics(registry, quantizer, statistics.file(), file, plan);
                }
                QuantizeReport report = run(registry, quantizer, format, settings, statistics.file(), file, plan);
                if (output.json()) {
                    output.json(report);
                } else {
                    report.print(output);
                }
            }
        }
        return ExitCode.OK;
    }

    private Settings settings(Quantizer quantizer) {
        try {
            return Settings.of(quantizer.options(), set);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--set for quantizer '" + quantizerName + "': " + e.getMessage());
        }
    }

    /** A calibration that may not have been given. */
    private record Opened(Optional<CalibrationFile> file) implements AutoCloseable {
        static Opened of(Path path) {
            return new Opened(Optional.ofNullable(path).map(CalibrationFile::open));
        }

        @Override
        public void close() {
            file.ifPresent(CalibrationFile::close);
        }
    }

    private void requireStatistics(Registry registry, Quantizer quantizer, Optional<CalibrationFile> statistics,
            TensorFile file, TensorPlan plan) {
        List<String> tensors = plan.in(State.QUANTIZED).stream().map(TensorPlan.Line::name).toList();
        new CalibrationNeed(quantizer, input).obstacle(statistics, file, tensors, registry.quantizers()).ifPresent(reason -> {
            throw new UsageException(reason);
        });
        if (statistics.isPresent() && quantizer.needs().isEmpty()) {
            output.err().println("quantizer '" + quantizer.name() + "' needs no calibration and does not use the one given");
        }
    }

    private void requireAble(Quantizer quantizer, Format format) {
        Support support = quantizer.supports(format);
        if (!support.supported()) {
            throw new UsageException("quantizer '" + quantizerName + "' cannot make " + format.text() + ": " + support);
        }
    }

    private void requireFloat(TensorFile file) {
        if (QuantizedModelFile.isQuantized(file)) {
            throw new UsageException(input + " is a quantized model already; quantize the original, or a file that "
                    + "'nibble decode' made from it");
        }
    }

    private void requireSomething(TensorPlan plan) {
        if (plan.in(State.QUANTIZED).isEmpty()) {
            throw new UsageException(plan.summary() + " of " + input + ", so nothing is written: "
                    + plan.tensors().stream().limit(3).map(line -> line.name() + ": " + line.reason())
                            .collect(Collectors.joining("; "))
                    + (plan.tensors().size() > 3 ? "; ..." : ""));
        }
    }

    private QuantizeReport run(
            Registry registry, Quantizer quantizer, Format format, Settings settings, Optional<CalibrationFile> statistics,
            TensorFile file, TensorPlan plan) {
        long startedAt = System.nanoTime();
        List<TensorPlan.Line> chosen = plan.in(State.QUANTIZED);
        List<QuantizeReport.Made> made = new ArrayList<>();
        Optional<ScaleFolding> folding = fold ? Optional.of(ScaleFolding.of(file, input)) : Optional.empty();
        Optional<FoldedModel> folded;
        Optional<QuantizeReport.Sequential> captured;
        long bytes;
        try (QuantizedModelWriter writer = QuantizedModelWriter.create(target); Progress progress = output.progress()) {
            progress.total(chosen.size());
            PlanWriter inOrder = new PlanWriter(plan, file, writer);
            captured = sequential.run(new ModelQuantization(registry, quantizer, format, settings, seed,
                    statistics.map(CalibrationFile::calibration)), file, chosen, CaseOptions.threads(threads), done -> {
                        folding.ifPresentOrElse(it -> it.add(done), () -> inOrder.write(done));
                        made.add(QuantizeReport.Made.of(done));
                    }, done -> progress.step(done.info().name()));
            folding.ifPresent(_ -> progress.begin("folding: running the float model"));
            folded = folding.map(it -> it.write(inOrder, writer));
            inOrder.finish();
            bytes = inOrder.bytes();
        }
        PluginInfo info = registry.info(quantizer);
        return new QuantizeReport(
                file.path().toString(), target.toString(), quantizer.name(), info.version(), info.sha256(),
                settings.toMap(), captured.map(QuantizeReport.Sequential::contentHash)
                        .or(() -> statistics.map(it -> it.calibration().contentHash())).orElse(""), captured, format.text(), seed,
                made.size(), plan.tensors().size(),
                plan.tensors().stream().mapToLong(line -> line.info().bytes()).sum(), bytes,
                (System.nanoTime() - startedAt) / 1e9, made,
                plan.in(State.KEPT).stream().map(QuantizeReport.Kept::of).toList(), folded.map(FoldingReport::of));
    }
}
