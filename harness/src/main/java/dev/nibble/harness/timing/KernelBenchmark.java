package dev.nibble.harness.timing;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import java.util.concurrent.TimeUnit;

/** The one JMH benchmark: its parameter says which cell. */
public class KernelBenchmark {
    /**
     * The stage that a worker hands to a benchmark in its own JVM. JMH makes its threads from the one that calls it, so
     * they inherit it; a fork finds none and builds its own.
     */
    static final InheritableThreadLocal<KernelStage> HANDED = new InheritableThreadLocal<>();

    /** What is timed. */
    @State(Scope.Benchmark)
    public static class Staged {
        /** Path of a file with a {@link ForkTask}; empty when the stage is handed over. */
        @Param("")
        public String task;

        private KernelStage stage;
        private ForkedStage forked;

        /** Takes the stage that was handed over, or builds one. */
        @Setup(Level.Trial)
        public void setUp() throws IOException {
            if (task.isEmpty()) {
                stage = HANDED.get();
            } else {
                forked = ForkedStage.open(java.nio.file.Path.of(task));
                stage = forked.stage();
            }
        }

        /** In a fork, judges the last result and leaves the verdict to the worker. */
        @TearDown(Level.Trial)
        public void tearDown() throws IOException {
            if (forked != null) {
                forked.judge();
                forked.close();
            }
        }
    }

    /** One run. The output lies in memory that the compiler cannot see through, so nothing is optimized away. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public void run(Staged staged) {
        staged.stage.run();
    }
}
