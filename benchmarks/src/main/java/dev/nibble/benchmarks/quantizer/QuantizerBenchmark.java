package dev.nibble.benchmarks.quantizer;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** {@code quantize} of a quantizer without activations, for one layer of normal weights, with all cores. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class QuantizerBenchmark {
    /** A quantizer's name, with options after colons: {@code hqq:compat=reference}. JMH splits values at commas. */
    @Param({"rtn", "hqq", "hqq:compat=reference"})
    public String quantizer;

    /** A format's text with semicolons for its commas. */
    @Param({"affine:bits=4;group=64", "affine:bits=4;group=64;axis=0"})
    public String format;

    /** N x K. */
    @Param("4096x4096")
    public String shape;

    private Quantizer chosen;
    private QuantizeRequest request;

    @Setup
    public void prepare() {
        List<String> parts = List.of(quantizer.split(":"));
        chosen = ServiceLoader.load(Quantizer.class).stream().map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.name().equals(parts.getFirst())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no quantizer '" + parts.getFirst() + "' on the class path"));
        Map<String, String> options = parts.stream().skip(1).map(option -> option.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        Format of = PluginRegistry.load(QuantizerBenchmark.class.getClassLoader()).format(format.replace(';', ','));
        List<Option> known = chosen.options();
        request = QuantizeRequest.of("w", weights(), of, Settings.of(known, options), 1);
    }

    private Tensor weights() {
        long[] dims = Stream.of(shape.split("x")).mapToLong(Long::parseLong).toArray();
        Tensor weights = Tensor.allocate(ElementType.F32, Shape.of(dims));
        SplittableRandom random = new SplittableRandom(1);
        float[] row = new float[weights.shape().rowLength()];
        for (long r = 0; r < weights.shape().rows(); r++) {
            for (int c = 0; c < row.length; c++) {
                row[c] = (float) (0.02 * random.nextGaussian());
            }
            weights.writeRow(r, row);
        }
        return weights;
    }

    @Benchmark
    public QuantizeResult quantize() {
        return chosen.quantize(request);
    }
}
