package dev.nibble.benchmarks;

import dev.nibble.api.op.Activation;
import dev.nibble.benchmarks.contender.Case;
import dev.nibble.benchmarks.contender.Entrant;
import dev.nibble.benchmarks.contender.Formats;
import dev.nibble.benchmarks.goal.Goal;
import dev.nibble.benchmarks.goal.Goals;
import dev.nibble.benchmarks.race.Pace;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What the command line chooses. */
final class Choice {
    private static final List<String> SHAPES =
            List.of("4096x4096", "11008x4096", "4096x11008", "2048x2048", "384x1536", "1536x384");
    private static final int MEGA = 1 << 20;

    @Option(names = "--cases", split = ",", paramLabel = "GOAL",
            description = "What these goals need: int8act-hot, int8act-cold, int8act-bandwidth, f32act-hot, small-hot, int8-cold,"
                    + " prefill-f32, prefill-int8, nf4, int2-cold, int2-f32-cold, allocation (default: all).")
    private List<String> cases = List.of();

    @Option(names = "--shapes", split = ",", paramLabel = "NxK",
            description = "Shapes of the weight; 'all' for 4096x4096, 11008x4096, 4096x11008, 2048x2048, 384x1536, 1536x384.")
    private List<String> shapes = List.of();

    @Option(names = "--m", split = ",", paramLabel = "M", description = "Rows of the input, for example 1,16,128.")
    private List<Integer> rows = List.of();

    @Option(names = "--threads", split = ",", paramLabel = "N", description = "Threads: 1, 2 or both (default: 2).")
    private List<Integer> threads = List.of();

    @Option(names = "--hot", description = "The same matrix again and again.")
    private boolean hot;

    @Option(names = "--cold", description = "Another copy for each call.")
    private boolean cold;

    @Option(names = "--formats", split = ";", paramLabel = "FORMAT",
            description = "Nibble's formats, separated by semicolons; texts, or short names: int4, int4f, int4h, int4i, int4g32,"
                    + " int4g128, int8, int8g64, int2, int3, nf4, fp8, f32.")
    private List<String> formats = List.of();

    @Option(names = "--activation", split = ",", paramLabel = "TYPE",
            description = "Of Nibble: f32, int8 or both (default: both).")
    private List<String> activations = List.of("f32", "int8");

    @Option(names = "--kernels", split = ",", paramLabel = "NAME", description = "Only these of Nibble's kernels.")
    private List<String> kernels = List.of();

    @Option(names = "--peers", split = ",", paramLabel = "PART",
            description = "Only peers whose name contains one of these, for example acc4,int8; 'none' for no peer.")
    private List<String> peers = List.of();

    @Option(names = "--quick", description = "Fewer and shorter rounds, for tuning.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds (default: 15, or 7 with --quick).")
    private int rounds = 0;

    @Option(names = "--cold-mb", paramLabel = "MB", description = "Weights over which a cold case rotates (default: 256).")
    private int coldMegabytes = (int) (Case.COLD_BYTES / MEGA);

    @Option(names = "--output", paramLabel = "DIR", defaultValue = "${sys:nibble.benchmarks.output:-target/compare}",
            description = "Folder for raw samples (default: ${DEFAULT-VALUE}).")
    private Path output;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Writes all tables to a file.")
    private Path markdown;

    @Option(names = "--update-readme", paramLabel = "FILE", description = "Writes all tables into this file, between its marks.")
    private Path readme;

    @Option(names = "--from", split = ",", paramLabel = "FILE",
            description = "Measures nothing; makes the tables of these files of raw samples.")
    private List<Path> from = List.of();

    Plan plan(List<Entrant> entrants) {
        boolean grid = !shapes.isEmpty() || !rows.isEmpty() || hot || cold;
        Plan plan = grid && cases.isEmpty()
                ? Plan.ofGrid(gridShapes(), rows.isEmpty() ? List.of(1) : rows, threads(), modes(), entrants)
                : Plan.ofGoals(goals(), entrants);
        Plan left = plan.where(this::admits, this::admits);
        if (left.races().isEmpty()) {
            throw new IllegalArgumentException("these options leave nothing to measure");
        }
        return left;
    }

    private List<Goal> goals() {
        for (String id : cases) {
            if (Goals.all().stream().noneMatch(goal -> goal.id().equals(id))) {
                throw new IllegalArgumentException("there is no case '" + id + "'; there are: "
                        + Goals.all().stream().map(Goal::id).collect(Collectors.joining(", ")));
            }
        }
        return Goals.all().stream().filter(goal -> cases.isEmpty() || cases.contains(goal.id())).toList();
    }

    private List<String> gridShapes() {
        return shapes.isEmpty() ? SHAPES.subList(0, 1) : shapes.equals(List.of("all")) ? SHAPES : shapes;
    }

    private List<Case.Mode> modes() {
        return hot == cold ? List.of(Case.Mode.values()) : List.of(hot ? Case.Mode.HOT : Case.Mode.COLD);
    }

    private List<Integer> threads() {
        return threads.isEmpty() ? List.of(Goal.THREADS) : threads;
    }

    private boolean admits(Case of) {
        return (shapes.isEmpty() || gridShapes().contains(of.shape()))
                && (rows.isEmpty() || rows.contains(of.m()))
                && modes().contains(of.mode())
                && threads().contains(of.threads());
    }

    private boolean admits(Entrant entrant) {
        return entrant.format().isPresent() || peers.isEmpty() || peers.stream().anyMatch(entrant.name()::contains);
    }

    boolean admitsKernel(String name) {
        return kernels.isEmpty() || kernels.contains(name);
    }

    /** Texts of formats. */
    List<String> formats() {
        return formats.isEmpty() ? Formats.all() : formats.stream().map(Formats::text).toList();
    }

    List<Activation> activations() {
        return activations.stream().map(Activation::of).toList();
    }

    /** Threads of the pools of ONNX Runtime and of Jlama. */
    int poolThreads() {
        return Math.max(2, threads().stream().max(Integer::compare).orElseThrow());
    }

    Pace pace() {
        Pace pace = quick ? Pace.QUICK : Pace.USUAL;
        return rounds > 0 ? pace.withRounds(rounds) : pace;
    }

    long coldBytes() {
        return (long) coldMegabytes * MEGA;
    }

    Path output() {
        return output;
    }

    Path markdown() {
        return markdown;
    }

    Path readme() {
        return readme;
    }

    List<Path> from() {
        return from;
    }
}
