package dev.nibble.benchmarks;

import dev.nibble.api.device.Device;
import dev.nibble.api.op.Activation;
import dev.nibble.benchmarks.contender.Case;
import dev.nibble.benchmarks.contender.Entrant;
import dev.nibble.benchmarks.contender.JlamaEntrant;
import dev.nibble.benchmarks.contender.NibbleEntrant;
import dev.nibble.benchmarks.contender.NotRunnableException;
import dev.nibble.benchmarks.contender.OrtEntrant;
import dev.nibble.benchmarks.contender.OrtOperator;
import dev.nibble.benchmarks.contender.OrtOperators;
import dev.nibble.benchmarks.contender.OrtRuntime;
import dev.nibble.benchmarks.goal.Goal;
import dev.nibble.benchmarks.goal.Goals;
import dev.nibble.benchmarks.goal.Judge;
import dev.nibble.benchmarks.race.Pace;
import dev.nibble.benchmarks.report.Measurement;
import dev.nibble.benchmarks.report.ReadmeSection;
import dev.nibble.benchmarks.report.ResultsFile;
import dev.nibble.benchmarks.report.Tables;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Times Nibble's kernels and other runtimes in turn, and prints the table of ratios and the goals. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Times Nibble's kernels and other runtimes in turn, on the same weights, and prints ratios and goals.",
            "Without options: what the goals need. With --shapes, --m, --hot or --cold: a grid of these."
        })
public final class Compare implements Callable<Integer> {
    @Mixin
    private Choice choice;

    /** Exits with 0, with 1 if a result was wrong, with 2 if an argument is or nothing can run here. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Compare()).setExecutionExceptionHandler(Compare::failed).execute(args));
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (e instanceof IllegalArgumentException || e instanceof IOException || e instanceof NotRunnableException) {
            command.getErr().println(e.getMessage());
            return 2;
        }
        throw e;
    }

    @Override
    public Integer call() throws IOException, NotRunnableException {
        if (!choice.from().isEmpty()) {
            return show(choice.from());
        }
        PluginRegistry registry = PluginRegistry.load(Compare.class.getClassLoader());
        try (Device device = NibbleEntrant.jvm(registry)) {
            OrtRuntime ort = new OrtRuntime(choice.poolThreads());
            JlamaEntrant.startPool(choice.poolThreads());
            Plan plan = choice.plan(entrants(registry, device, ort));
            String run = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now(ZoneOffset.UTC));
            Map<String, String> peers = new TreeMap<>(Map.of("onnxruntime", ort.version(), "jlama", JlamaEntrant.version()));
            Map<String, String> machine = Machine.facts(device.info(), peers);
            Path path = choice.output().resolve("compare-" + run + ".jsonl");
            ResultsFile file = ResultsFile.create(path, new ResultsFile.Header(run, machine));
            List<Measurement> all = new ArrayList<>();
            new Comparison(run, device, choice.pace(), choice.coldBytes(), progress()).run(plan, race -> {
                try {
                    for (Measurement one : race) {
                        file.append(one);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                all.addAll(race);
                System.out.println("\n### " + race.getFirst().of() + "\n\n" + Tables.race(race));
            });
            System.out.println("Raw samples: " + path);
            return finish(machine, all);
        }
    }

    private static Consumer<String> progress() {
        long start = System.nanoTime();
        return text -> System.err.printf("[%3d s] %s%n", (System.nanoTime() - start) / 1_000_000_000, text);
    }

    private List<Entrant> entrants(PluginRegistry registry, Device device, OrtRuntime ort) {
        List<Entrant> entrants = new ArrayList<>();
        for (String format : choice.formats()) {
            for (Activation activation : choice.activations()) {
                entrants.add(new NibbleEntrant(registry, device, registry.format(format), activation, choice::admitsKernel));
            }
        }
        for (OrtOperator operator : OrtOperators.all()) {
            entrants.add(new OrtEntrant(ort, operator, registry.format(operator.source())));
        }
        for (Activation activation : List.of(Activation.F32, Activation.INT8_ROW)) {
            entrants.add(new JlamaEntrant(registry.format(JlamaEntrant.SOURCE), activation, choice.poolThreads()));
        }
        return entrants;
    }

    /** Tables of files written before. */
    private int show(List<Path> files) throws IOException {
        Map<String, String> machine = new LinkedHashMap<>();
        List<Measurement> all = new ArrayList<>();
        for (Path file : files) {
            ResultsFile.Content content = ResultsFile.read(file);
            machine.putAll(content.header().machine());
            all.addAll(content.measurements());
        }
        Tables.races(all).forEach((title, race) -> System.out.println("\n### " + title + "\n\n" + Tables.race(race)));
        return finish(machine, all);
    }

    private int finish(Map<String, String> machine, List<Measurement> all) throws IOException {
        List<Goal> goals = Goals.all();
        var findings = Judge.judge(goals, all);
        System.out.println("\n" + Tables.goals(findings));
        String text = Tables.all(machine, findings, all);
        if (choice.markdown() != null) {
            Files.writeString(choice.markdown(), text);
        }
        if (choice.readme() != null) {
            ReadmeSection.replace(choice.readme(), text);
        }
        boolean wrong = all.stream().anyMatch(one -> one.refused().startsWith("WRONG"));
        return wrong ? 1 : 0;
    }
}
