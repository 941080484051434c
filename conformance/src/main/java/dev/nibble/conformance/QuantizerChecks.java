package dev.nibble.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Fill;
import dev.nibble.api.plugin.Requirement;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.quantize.WeightError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/** The checks on one quantizer with one format. */
final class QuantizerChecks {
    private static final long SEED = 17;
    /** Float32 rounding, relative. */
    private static final double ROUNDING = 1e-5;
    /** Rounding of a mean error of float32 decodes, relative. */
    private static final double SLACK = 1 + 1e-6;

    private final QuantizerConformance test;
    private final Quantizer quantizer;
    private final Format format;

    QuantizerChecks(QuantizerConformance test, Format format) {
        this.test = test;
        this.quantizer = test.quantizer();
        this.format = format;
    }

    private String who() {
        return quantizer.name() + " with " + format.text();
    }

    private Optional<ActivationStats> activations(Tensor weights) {
        return quantizer.needs().isEmpty() ? Optional.empty()
                : Optional.of(SyntheticActivations.of(quantizer.needs(), weights.shape().rowLength(), SEED));
    }

    private QuantizeResult run(Tensor weights, Format wanted) {
        return quantizer.quantize(new QuantizeRequest("w", weights.asReadOnly(), wanted, test.settings(),
                activations(weights), SEED));
    }

    private QuantizeResult run(Tensor weights) {
        return run(weights, format);
    }

    void supportsIsHonest() {
        Support support = quantizer.supports(format);
        assertThat(quantizer.supports(format).supported()).as("second answer of %s", who()).isEqualTo(support.supported());
        if (!support.supported()) {
            for (Requirement requirement : support.failed()) {
                assertThat(requirement.required()).as("what %s requires", who()).isNotBlank();
                assertThat(requirement.found()).as("what %s found", who()).isNotBlank();
            }
            return;
        }
        for (Shape shape : QuantizerWeights.oddShapes(format)) {
            Tensor weights = TestWeights.dense(shape, Fill.NORMAL, SEED);
            Throwable thrown = catchThrowable(() -> {
                QuantizedTensor made = run(weights).tensor();
                assertThat(made.format().text()).as("format that %s made", who()).isEqualTo(format.text());
                assertThat(made.shape()).as("shape that %s made", who()).isEqualTo(shape);
            });
            assertThat(thrown).as("%s says that it is supported, shape %s", who(), shape).isNull();
        }
    }

    void makesNoNanOfFiniteWeights() {
        QuantizerWeights.odd(format).forEach((name, weights) -> {
            float[] values = QuantizerWeights.values(run(weights).tensor().decode());
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    fail("%s makes %s of weight %d of '%s'", who(), values[i], i, name);
                }
            }
        });
    }

    void refusesWeightsThatAreNotFinite() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Tensor weights = QuantizerWeights.normal(format);
            weights.setFloat(weights.shape().rows() - 1, weights.shape().cols() - 1, bad);
            assertThat(catchThrowable(() -> run(weights))).as("what %s says of a weight that is %s", who(), bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    void leavesItsInputAlone() {
        Tensor weights = QuantizerWeights.normal(format);
        Tensor before = weights.copy();
        Optional<ActivationStats> stats = activations(weights);
        // Writable on purpose: what writes to it is found by the comparison.
        quantizer.quantize(new QuantizeRequest("w", weights, format, test.settings(), stats, SEED));
        assertThat(weights.sameBytes(before)).as("%s leaves the weights as they were", who()).isTrue();
        assertThat(stats.map(QuantizerChecks::tensors).orElse(List.of()))
                .as("%s leaves the statistics as they were", who())
                .zipSatisfy(activations(weights).map(QuantizerChecks::tensors).orElse(List.of()),
                        (used, fresh) -> assertThat(used.sameBytes(fresh)).isTrue());
        assertThat(catchThrowable(() -> run(weights))).as("what %s says of read-only weights", who()).isNull();
    }

    static List<Tensor> tensors(ActivationStats stats) {
        List<Tensor> tensors = new ArrayList<>(List.of(stats.meanAbs(), stats.meanSquare(), stats.min(), stats.max()));
        stats.samples().ifPresent(tensors::add);
        stats.gram().ifPresent(tensors::add);
        return tensors;
    }

    void givesTheSameBytesForTheSameRequest() {
        Tensor weights = QuantizerWeights.normal(format);
        Tensor other = QuantizerWeights.flipped(weights);
        QuantizeResult first = run(weights);
        QuantizeResult otherResult = run(other);
        requireSame(first, run(weights), "after another tensor");
        requireSame(first, inPoolOf(1, () -> run(weights)), "on one thread");
        requireSame(first, inPoolOf(5, () -> run(weights)), "on five threads");
        assertThat(sameBytes(otherResult.tensor(), first.tensor()))
                .as("%s makes the same of other weights with the same name", who()).isFalse();
    }

    private static QuantizeResult inPoolOf(int threads, Callable<QuantizeResult> task) {
        try (ForkJoinPool pool = new ForkJoinPool(threads)) {
            return result(pool.submit(task)::get);
        }
    }

    private static QuantizeResult result(Callable<QuantizeResult> waiting) {
        try {
            return waiting.call();
        } catch (ExecutionException e) {
            throw new AssertionError("quantizing on another thread failed: " + e.getCause(), e.getCause());
        } catch (Exception e) {
            throw new AssertionError("quantizing on another thread was cut off: " + e, e);
        }
    }

    private void requireSame(QuantizeResult expected, QuantizeResult actual, String when) {
        assertThat(sameBytes(expected.tensor(), actual.tensor())).as("%s gives the same bytes %s", who(), when).isTrue();
        assertThat(actual.lossTrace()).as("loss trace of %s %s", who(), when).isEqualTo(expected.lossTrace());
    }

    private static boolean sameBytes(QuantizedTensor a, QuantizedTensor b) {
        return a.components().keySet().stream().allMatch(name -> a.component(name).sameBytes(b.component(name)));
    }

    void servesManyThreadsAtOnce() {
        List<Tensor> weights = IntStream.range(0, 12)
                .mapToObj(i -> TestWeights.dense(QuantizerWeights.shape(format), Fill.NORMAL, SEED + i)).toList();
        List<QuantizeResult> expected = weights.stream().map(this::run).toList();
        try (var threads = Executors.newFixedThreadPool(6)) {
            var running = weights.stream().map(w -> threads.submit(() -> run(w))).toList();
            for (int i = 0; i < running.size(); i++) {
                requireSame(expected.get(i), result(running.get(i)::get), "beside other threads");
            }
        }
    }

    void keepsItsOwnOutput() {
        Tensor weights = QuantizerWeights.normal(format);
        askOnlyWhere(encode -> keeps(weights, encode), "keeps its own output");
        assertThat(keeps(weights, w -> run(w).tensor())).as("quantizing what %s made once more changes nothing", who()).isTrue();
    }

    private static boolean keeps(Tensor weights, Function<Tensor, QuantizedTensor> encode) {
        Tensor once = encode.apply(weights).decode();
        return WeightError.between(once, encode.apply(once)).relative() < ROUNDING;
    }

    /** A property that the format's own rule lacks is not asked for. */
    private void askOnlyWhere(Predicate<Function<Tensor, QuantizedTensor>> property, String name) {
        boolean has = property.test(format::encode);
        Assumptions.assumeTrue(has, () -> "not even the rule of " + format.text() + " itself " + name);
    }

    void doesNotDependOnTheUnit() {
        Tensor weights = QuantizerWeights.normal(format);
        askOnlyWhere(encode -> equivariant(weights, encode), "is independent of the unit");
        assertThat(equivariant(weights, w -> run(w).tensor()))
                .as("%s makes of weights times a power of two the same times that power", who()).isTrue();
    }

    private static boolean equivariant(Tensor weights, Function<Tensor, QuantizedTensor> encode) {
        Tensor expected = encode.apply(weights).decode();
        return IntStream.of(-6, -1, 3, 7).allMatch(power -> QuantizerWeights.distance(
                QuantizerWeights.map(encode.apply(QuantizerWeights.map(weights, v -> Math.scalb(v, power))).decode(),
                        v -> Math.scalb(v, -power)), expected) < ROUNDING);
    }

    void doesNotDependOnThePlace() {
        Tensor weights = QuantizerWeights.normal(format);
        QuantizerWeights.Permutation moved = QuantizerWeights.groupsMoved(format, !quantizer.needs().isEmpty());
        askOnlyWhere(encode -> movesAlong(weights, moved, encode), "is independent of the place");
        assertThat(movesAlong(weights, moved, w -> run(w).tensor()))
                .as("%s makes the same of groups in another place", who()).isTrue();
    }

    private static boolean movesAlong(Tensor weights, QuantizerWeights.Permutation moved,
            Function<Tensor, QuantizedTensor> encode) {
        Tensor expected = moved.apply(encode.apply(weights).decode());
        return QuantizerWeights.distance(encode.apply(moved.apply(weights)).decode(), expected) < ROUNDING;
    }

    void endsItsTraceAtTheBest() {
        everyWeights().forEach((name, weights) -> {
            List<Double> trace = run(weights).lossTrace();
            assertThat(trace).as("loss trace of %s on '%s'", who(), name).allSatisfy(l -> assertThat(l).isFinite());
            if (!trace.isEmpty()) {
                assertThat(trace.getLast()).as("end of the loss trace of %s on '%s'", who(), name)
                        .isLessThanOrEqualTo(Collections.min(trace) * SLACK);
            }
        });
    }

    void tracesItsObjective() {
        Tensor weights = QuantizerWeights.normal(format);
        QuantizeResult result = run(weights);
        if (!result.lossTrace().isEmpty()) {
            double objective = test.objective(weights, result.tensor());
            assertThat(result.lossTrace().getLast()).as("end of the loss trace of %s, its objective", who())
                    .isCloseTo(objective, within(1e-4 * objective));
        }
    }

    void isNeverWorseThanNearest() {
        everyWeights().forEach((name, weights) -> {
            double nearest = test.objective(weights, format.encode(weights));
            assertThat(test.objective(weights, run(weights).tensor()))
                    .as("objective of %s on '%s', round-to-nearest's being %s", who(), name, nearest)
                    .isLessThanOrEqualTo(nearest * SLACK);
        });
    }

    private Map<String, Tensor> everyWeights() {
        Map<String, Tensor> all = QuantizerWeights.odd(format);
        all.put("normal", QuantizerWeights.normal(format));
        return all;
    }

    void errorFallsWithBits() {
        Assumptions.assumeTrue(format.text().contains("bits="), () -> format.text() + " comes in one width only");
        Tensor weights = QuantizerWeights.normal(format);
        double last = 0;
        for (int bits : new int[] {8, 4, 3, 2}) {
            Format narrower = test.registry().format(format.text().replaceFirst("bits=\\d", "bits=" + bits));
            if (quantizer.supports(narrower).supported()) {
                double error = WeightError.between(weights, run(weights, narrower).tensor()).relative();
                assertThat(error).as("error of %s with %d bits, the next wider having %s", who(), bits, last)
                        .isGreaterThanOrEqualTo(last);
                last = error;
            }
        }
    }
}
