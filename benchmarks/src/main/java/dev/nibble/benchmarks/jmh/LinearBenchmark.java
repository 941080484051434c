package dev.nibble.benchmarks.jmh;

import dev.nibble.api.device.Device;
import dev.nibble.api.op.Activation;
import dev.nibble.api.plugin.Registry;
import dev.nibble.benchmarks.contender.Case;
import dev.nibble.benchmarks.contender.Contender;
import dev.nibble.benchmarks.contender.Formats;
import dev.nibble.benchmarks.contender.Layer;
import dev.nibble.benchmarks.contender.NibbleEntrant;
import dev.nibble.benchmarks.contender.NotRunnableException;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@code run} of the linear kernel that serves a format. The result is compared with float64 before and after each
 * trial. Parameters that no kernel serves end the trial with the reasons.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@State(Scope.Benchmark)
public class LinearBenchmark {
    /** A text of a format, or a short name as {@code compare} takes it. JMH splits values at commas: prefer short names. */
    @Param({"int4", "int8", "int2", "int3", "nf4", "fp8", "f32"})
    public String format;

    @Param({"f32", "int8"})
    public String activation;

    /** N x K. */
    @Param("4096x4096")
    public String shape;

    @Param({"1", "128"})
    public int m;

    @Param("2")
    public int threads;

    @Param("hot")
    public String mode;

    private Device device;
    private Contender contender;
    private int copy;

    @Setup(Level.Trial)
    public void prepare() throws NotRunnableException {
        Registry registry = PluginRegistry.load(LinearBenchmark.class.getClassLoader());
        device = NibbleEntrant.jvm(registry);
        Case of = Case.of(shape, m, threads, Case.Mode.of(mode));
        contender = new NibbleEntrant(
                registry, device, registry.format(Formats.text(format)), Activation.of(activation), _ -> true)
                .prepare(new Layer(of.weight(), m), of, Case.COLD_BYTES);
        requireRight("before");
    }

    private void requireRight(String when) {
        contender.check(0).ifPresent(what -> {
            throw new IllegalStateException(contender.served() + " is wrong " + when + " the trial: " + what);
        });
    }

    @TearDown(Level.Trial)
    public void release() {
        if (contender != null) {
            requireRight("after");
            contender.close();
        }
        device.close();
    }

    @Benchmark
    public void run() {
        contender.run(copy);
        copy = copy + 1 == contender.copies() ? 0 : copy + 1;
    }
}
