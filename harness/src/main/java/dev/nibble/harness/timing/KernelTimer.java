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
    /** Two short runs that differ by less count as warmed up. */
    private static final double SETTLED = 0.05;
    /** Warming up may take this share of the time for measuring. */
    private static final double WARMUP_SHARE = 0.5;

    private final TimingPolicy policy;

    public KernelTimer(TimingPolicy policy) {
        this.policy = policy;
    }

    /**
     * Times a stage in this JVM: short runs until two of them agree, then samples until the median is known well enough.
     *
     * @throws IllegalStateException if the kernel throws
     */
    public TimedRun here(KernelStage stage) {
        long start = System.nanoTime();
        double last = Noise.median(measure(stage, policy.warmups()));
        boolean settled = false;
        while (!settled && seconds(start) < WARMUP_SHARE * policy.maxSeconds()) {
            double now = Noise.median(measure(stage, policy.warmups()));
            settled = Math.abs(now - last) <= SETTLED * last;
            last = now;
        }
        long warm = System.nanoTime();
        double[] samples = {};
        do {
            samples = join(samples, measure(stage, policy.iterations()));
        } while (Noise.ofMedian(samples) > policy.targetNoise() && seconds(warm) < policy.maxSeconds());
        return new TimedRun(samples, reason(samples, seconds(warm), settled));
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

    private String reason(double[] samples, double took, boolean settled) {
        double noise = Noise.ofMedian(samples);
        String end = noise <= policy.targetNoise()
                ? "relative noise %s below %s".formatted(percent(noise), percent(policy.targetNoise()))
                : "%s reached with relative noise %s, target %s".formatted(String.format(Locale.ROOT, "%.1f s", took),
                        percent(noise), percent(policy.targetNoise()));
        return "stopped after %d samples: %s%s".formatted(samples.length, end, settled ? "" : "; warm-up had not settled");
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
