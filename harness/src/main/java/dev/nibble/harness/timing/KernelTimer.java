package dev.nibble.harness.timing;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Json;
import dev.nibble.runtime.oracle.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Times kernels with JMH: in this JVM until the noise is low, or in forks. */
public final class KernelTimer {
    /** Short runs that differ by less count as agreeing. */
    private static final double SETTLED = 0.05;
    /** So many short runs in a row must agree: more for code that may just rest between two compilations. */
    private static final int IN_A_ROW_NEW = 3;
    private static final int IN_A_ROW_KNOWN = 2;
    /** Code that is new to this JVM has so long to be compiled. */
    private static final double COMPILING_SECONDS = 1.5;
    /** Other code warms up for at most this share of the time for measuring. */
    private static final double WARMUP_SHARE = 0.5;

    private final TimingPolicy policy;

    public KernelTimer(TimingPolicy policy) {
        this.policy = policy;
    }

    /**
     * Times a stage in this JVM: short runs until several in a row agree, then samples until the median is known well
     * enough. Where the later half of the samples is faster than the earlier one, the code was still being compiled: they
     * then count as warm-up, and measuring starts again.
     *
     * @param compiled whether this JVM has timed the same code before, so that it needs little warm-up
     * @throws IllegalStateException if the kernel throws
     */
    public TimedRun here(KernelStage stage, boolean compiled) {
        double limit = Math.max(compiled ? 0 : COMPILING_SECONDS, WARMUP_SHARE * policy.maxSeconds());
        long start = System.nanoTime();
        boolean settled = warmUp(stage, limit, compiled ? IN_A_ROW_KNOWN : IN_A_ROW_NEW);
        while (true) {
            long warm = System.nanoTime();
            double[] samples = {};
            do {
                samples = join(samples, measure(stage, policy.iterations()));
            } while (Noise.ofMedian(samples) > policy.targetNoise() && seconds(warm) < policy.maxSeconds());
            boolean falling = isFalling(samples);
            if (!falling || seconds(start) >= limit) {
                return new TimedRun(samples, reason(samples, seconds(warm), (warm - start) / 1e9, settled && !falling));
            }
        }
    }

    /** Returns whether the times settled. */
    private boolean warmUp(KernelStage stage, double limit, int inARow) {
        long start = System.nanoTime();
        double[] last = new double[inARow];
        int runs = 0;
        do {
            last[runs++ % inARow] = Noise.median(measure(stage, policy.warmups()));
            if (runs >= inARow && agree(last)) {
                return true;
            }
        } while (runs < inARow || seconds(start) < limit);
        return false;
    }

    static boolean agree(double[] times) {
        double least = Arrays.stream(times).min().orElse(0);
        return Arrays.stream(times).allMatch(time -> time <= (1 + SETTLED) * least);
    }

    /** Whether the later half of the samples is clearly faster than the earlier one. */
    static boolean isFalling(double[] samples) {
        int half = samples.length / 2;
        return half > 1 && Noise.median(Arrays.copyOfRange(samples, half, samples.length))
                < (1 - SETTLED) * Noise.median(Arrays.copyOf(samples, half));
    }

    /**
     * Times a cell in forks of this JVM, which have its flags.
     *
     * @param coldBytes bytes of weights to rotate over; 0 for hot runs
     * @param seed of weights and input
     * @throws WrongAfterTimingException if a fork found a wrong result after timing
     * @throws IllegalStateException if a fork fails; the message has JMH's account
     */
    public TimedRun forked(Cell.KernelCell cell, long coldBytes, long seed) throws IOException {
        Path folder = Files.createTempDirectory("nibble-bench");
        try {
            Path task = folder.resolve("task.json");
            Files.writeString(task, Json.line(new ForkTask(cell, coldBytes, seed)));
            double[] samples = run(base()
                    .forks(policy.forks())
                    .warmupIterations(policy.warmups())
                    .param("task", task.toString()), policy.iterations());
            Verdict verdict = Json.read(Files.readString(ForkedStage.verdictFile(task)), Verdict.class);
            if (!verdict.passed()) {
                throw new WrongAfterTimingException(verdict);
            }
            return new TimedRun(samples, "%d samples from %d forks".formatted(samples.length, policy.forks()));
        } finally {
            Files.deleteIfExists(folder.resolve("task.json"));
            Files.deleteIfExists(ForkedStage.verdictFile(folder.resolve("task.json")));
            Files.deleteIfExists(folder);
        }
    }

    private double[] measure(KernelStage stage, int iterations) {
        KernelBenchmark.HANDED.set(stage);
        try {
            return run(base().forks(0).warmupIterations(0).param("task", ""), Math.max(1, iterations));
        } finally {
            KernelBenchmark.HANDED.remove();
        }
    }

    private ChainedOptionsBuilder base() {
        TimeValue time = TimeValue.milliseconds(policy.iterationMillis());
        return new OptionsBuilder()
                .include("^" + KernelBenchmark.class.getName().replace(".", "\\.") + "\\.run$")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .warmupTime(time)
                .measurementTime(time)
                .threads(1);
    }

    private static double[] run(ChainedOptionsBuilder options, int iterations) {
        try {
            Collection<RunResult> results = new Runner(options.measurementIterations(iterations).build()).run();
            return results.stream()
                    .flatMap(result -> result.getBenchmarkResults().stream())
                    .map(BenchmarkResult::getIterationResults)
                    .flatMap(Collection::stream)
                    .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                    .toArray();
        } catch (RunnerException e) {
            throw new IllegalStateException("timing failed: " + e.getMessage(), e);
        }
    }

    private String reason(double[] samples, double took, double warmUp, boolean settled) {
        double noise = Noise.ofMedian(samples);
        String end = noise <= policy.targetNoise()
                ? "relative noise %s below %s".formatted(percent(noise), percent(policy.targetNoise()))
                : "%s reached with relative noise %s, target %s".formatted(oneDigit(took), percent(noise),
                        percent(policy.targetNoise()));
        return "stopped after %d samples: %s; %s of warm-up%s".formatted(samples.length, end, oneDigit(warmUp),
                settled ? "" : ", after which times had not settled");
    }

    private static String oneDigit(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static double[] join(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
