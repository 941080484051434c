package dev.nibble.harness.command;

import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.MissingEnvironmentException;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.cell.FallbackPolicy;
import dev.nibble.harness.file.HarnessCache;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.sweep.WorkerPaths;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Progress;
import dev.nibble.harness.terminal.Table;
import dev.nibble.harness.timing.TimingPolicy;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.worker.WorkerKind;
import dev.nibble.harness.worker.WorkerLaunch;
import dev.nibble.harness.worker.Workers;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.eval.EvalTexts;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.ModelEntry;
import dev.nibble.models.quantized.QuantizedModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

/** {@code nibble eval}: what quantization did to what a model computes. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Compare what a quantized MiniLM computes with the float model.",
            "", "Over the texts, embedded by both: mean and smallest cosine between both embeddings of a text, and "
                + "Spearman's rank correlation of the similarities of all pairs. The layers run in a worker JVM, on kernels that have proven themselves "
                + "on this device; layers for which there is none are an error, or with --fallback served "
                + "otherwise, counted and listed.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble eval minilm-hqq4.safetensors",
            "  nibble eval minilm-nf4.safetensors --text sentences.txt --fallback reference --json",
            "", "Exit code 1 if a layer has no fast proven kernel and the fallback is strict."})
public final class EvalCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "A quantized MiniLM that 'nibble quantize' wrote, or minilm.")
    private String model;

    @Option(names = "--text", paramLabel = "FILE",
            description = "One text a line. Default: 100 sentences of presidential addresses.")
    private Path text;

    @Option(names = "--against", paramLabel = "MODEL", defaultValue = ModelSource.MINILM,
            description = "The float model. Default: ${DEFAULT-VALUE}.")
    private String against;

    @Option(names = "--fallback", paramLabel = "POLICY", defaultValue = "strict",
            description = "For layers without a fast proven kernel: strict (an error), reference (reference kernels, slow) "
                    + "or decode (float32 on the decoded weights). Default: ${DEFAULT-VALUE}.")
    private FallbackPolicy fallback;

    @Option(names = "--threads", paramLabel = "N", description = "Host threads of each kernel. Default: all cores.")
    private Integer threads;

    @Option(names = "--device", paramLabel = "ID", defaultValue = "jvm", description = "Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "3600",
            description = "Give up after that time. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    /**
     * The JSON document.
     *
     * @param metrics empty if layers were refused
     * @param fallbacks layers that fell back, and why
     * @param refused layers for which there was no kernel, and why
     */
    record Document(
            String model, String against, String device, int threads, String fallback, Map<String, Double> metrics,
            List<String> fallbacks, List<String> refused) {}

    @Override
    public Integer call() throws IOException {
        PluginSnapshot snapshot = plugins.snapshot();
        Registry registry = snapshot.registry();
        Devices.Found where = Devices.of(registry).find(device);
        if (!where.info().usable().supported()) {
            throw new MissingEnvironmentException("device " + device + " cannot be used: " + where.info().usable());
        }
        if (timeout < 1) {
            throw new UsageException("--timeout must be at least 1 second, not " + timeout);
        }
        int cores = CaseOptions.threads(threads);
        requireMiniLm(registry, model);
        requireMiniLm(registry, against);
        Outcome outcome = run(snapshot, where, new Cell.ModelCell(absolute(model), "", settings(), "",
                fallback.text(), device, cores, 0));
        return switch (outcome) {
            case Outcome.Passed passed -> {
                print(passed, cores);
                yield ExitCode.OK;
            }
            case Outcome.Unsupported unsupported -> {
                refuse(unsupported, cores);
                yield ExitCode.VERDICT_FAILED;
            }
            default -> throw new MissingEnvironmentException("the worker did not finish: " + Proofs.describe(outcome)
                    + "; its log is in " + HarnessCache.logs());
        };
    }

    /** Only this model can be run; a file of another one is told at once, and not by a layer that lacks a weight. */
    private static void requireMiniLm(Registry registry, String pathOrName) {
        List<String> names = names(registry, pathOrName);
        Optional<String> missing = MiniLmEncoder.linearWeights().stream().filter(name -> !names.contains(name)).findFirst();
        if (missing.isPresent()) {
            throw new UsageException(pathOrName + " is no all-MiniLM-L6-v2, the only model that eval can run: it has no tensor '"
                    + missing.get() + "'");
        }
    }

    private static List<String> names(Registry registry, String pathOrName) {
        try (TensorFile file = ModelSource.open(pathOrName)) {
            if (!QuantizedModelFile.isQuantized(file)) {
                return file.names();
            }
        }
        try (QuantizedModelFile file = QuantizedModelFile.open(Path.of(pathOrName), registry::format)) {
            return file.entries().stream().map(ModelEntry::name).toList();
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("against", absolute(against));
        if (text != null) {
            // Read here too, so that a file that cannot be used is told before a worker starts.
            EvalTexts.of(text);
            settings.put("text", text.toAbsolutePath().toString());
        }
        return settings;
    }

    private static String absolute(String pathOrName) {
        return pathOrName.equals(ModelSource.MINILM) ? pathOrName : Path.of(pathOrName).toAbsolutePath().toString();
    }

    private Outcome run(PluginSnapshot snapshot, Devices.Found where, Cell cell) {
        WorkerKind kind = new WorkerKind(where.info().runtime(), where.provider().jvmArguments(),
                new WorkerPaths(snapshot, Devices.of(snapshot.registry())).of(cell).classPath());
        try (Workers workers = new Workers(WorkerLaunch.likeThis(HarnessCache.logs())); Progress progress = output.progress()) {
            progress.begin("embedding in a worker for " + where.info().runtime());
            return workers.run(kind, new CellTask(cell, TimingPolicy.quick(), true, CellTask.ALL_SENTENCES),
                    Duration.ofSeconds(timeout)).result().outcome();
        }
    }

    private void print(Outcome.Passed passed, int cores) {
        Map<String, Double> metrics = passed.metrics().stream()
                .collect(Collectors.toMap(Metric::name, Metric::value, (a, _) -> a, LinkedHashMap::new));
        if (output.json()) {
            output.json(document(cores, metrics, passed.notes(), List.of()));
            return;
        }
        output.line(model + " against " + against + ", "
                + Amounts.count(metrics.get("texts").longValue(), "text") + ", on " + device + ", "
                + Amounts.count(cores, "thread"));
        Table table = Table.plain("  ", 2);
        table.row("mean cosine", Amounts.format("%.6f", metrics.get("cosine.mean")));
        table.row("minimum cosine", Amounts.format("%.6f", metrics.get("cosine.min")));
        table.row("Spearman", Amounts.format("%.6f", metrics.get("spearman")));
        table.row("layers", count(metrics, "tensors.quantized") + " of " + count(metrics, "tensors.total")
                + " linear layers quantized, " + count(metrics, "fallback.layers") + " by fallback " + fallback.text());
        table.row("time", Amounts.format("%.1f s", metrics.get("eval.seconds")));
        table.print(output.out());
        passed.notes().forEach(note -> Table.plain("  ", 2).row("fallback", note).print(output.out()));
    }

    private static long count(Map<String, Double> metrics, String name) {
        return metrics.get(name).longValue();
    }

    private Document document(int cores, Map<String, Double> metrics, List<String> fallbacks, List<String> refused) {
        return new Document(model, against, device, cores, fallback.text(), metrics, fallbacks,
                refused);
    }

    private void refuse(Outcome.Unsupported unsupported, int cores) {
        if (output.json()) {
            output.json(document(cores, Map.of(), List.of(), unsupported.reasons()));
        }
        output.err().println("nibble: layers of " + model + " have no fast kernel that is proven on " + device
                + "; --fallback reference serves them, slowly and counted");
        unsupported.reasons().forEach(reason -> Table.plain("  ", 1).row(reason).print(output.err()));
        output.err().flush();
    }
}
