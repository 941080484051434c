package dev.nibble.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Fill;
import dev.nibble.api.quantizer.ActivationChoice;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.TestWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** The checks on one activation quantizer. */
final class ActivationQuantizerChecks {
    private static final long SEED = 29;
    private static final int CHANNELS = 64;
    private static final int THREADS = 6;

    private final ActivationQuantizerConformance test;
    private final ActivationQuantizer quantizer;

    ActivationQuantizerChecks(ActivationQuantizerConformance test) {
        this.test = test;
        this.quantizer = test.activationQuantizer();
    }

    private String who() {
        return quantizer.name();
    }

    private static Tensor normal() {
        return SyntheticActivations.of(Set.of(Need.SAMPLES), CHANNELS, SEED).samples().orElseThrow();
    }

    /** What goes wrong easily, by name. */
    private static Map<String, Tensor> odd() {
        Tensor normal = normal();
        Map<String, Tensor> odd = new LinkedHashMap<>();
        odd.put("normal", normal);
        odd.put("zeros", QuantizerWeights.map(normal, _ -> 0));
        odd.put("constant", QuantizerWeights.map(normal, _ -> 0.37f));
        odd.put("positive, far from zero", QuantizerWeights.map(normal, v -> 50 + 1e-3f * v));
        odd.put("negative", QuantizerWeights.map(normal, v -> -Math.abs(v)));
        odd.put("spikes", QuantizerWeights.map(normal, v -> Math.abs(v) > 20 ? 1e6f * v : v));
        odd.put("denormal", QuantizerWeights.map(normal, v -> 1e-41f * v));
        float largest = 0;
        for (float value : QuantizerWeights.values(normal)) {
            largest = Math.max(largest, Math.abs(value));
        }
        float unit = largest;
        odd.put("huge", QuantizerWeights.map(normal, v -> 3e38f * (v / unit)));
        odd.put("one value", Tensor.of(Shape.of(1, 1), -2));
        return odd;
    }

    private QuantizeRequest request(Optional<ActivationStats> stats, int channels) {
        Tensor weights = TestWeights.dense(Shape.of(4, channels), Fill.NORMAL, SEED).asReadOnly();
        return new QuantizeRequest("w", weights, test.format(), test.settings(), stats, SEED);
    }

    private QuantizeRequest request(Tensor inputs) {
        return request(quantizer.needs().isEmpty() ? Optional.empty()
                : Optional.of(SyntheticActivations.of(quantizer.needs(), inputs)), inputs.shape().rowLength());
    }

    private Activation choose(Tensor inputs) {
        ActivationChoice choice = quantizer.choose(request(inputs));
        assertThat(choice).as("choice of %s", who()).isNotNull();
        return choice.activation();
    }

    private static double[] applied(Activation activation, Tensor inputs) {
        int cols = inputs.shape().rowLength();
        double[] all = new double[Math.toIntExact(inputs.shape().elements())];
        float[] row = new float[cols];
        double[] values = new double[cols];
        for (int r = 0; r < inputs.shape().rows(); r++) {
            inputs.readRow(r, row);
            activation.apply(row, cols, values);
            System.arraycopy(values, 0, all, r * cols, cols);
        }
        return all;
    }

    void choosesForAllFiniteInputs() {
        assertThat(quantizer.supports(test.format()).supported()).as("%s supports %s", who(), test.format().text()).isTrue();
        odd().forEach((name, inputs) -> {
            Throwable thrown = catchThrowable(() -> assertHolds(name, inputs, choose(inputs)));
            if (thrown instanceof AssertionError error) {
                throw error;
            }
            assertThat(thrown).as("what %s says of inputs that are '%s'", who(), name).isNull();
        });
    }

    private void assertHolds(String name, Tensor inputs, Activation chosen) {
        assertThat(Activation.of(chosen.toString())).as("the text of what %s chose for '%s'", who(), name).isEqualTo(chosen);
        assertThat(applied(chosen, inputs)).as("'%s' as %s has it", name, who())
                .satisfies(values -> assertThat(Arrays.stream(values).allMatch(Double::isFinite)).isTrue());
        assertThat(applied(chosen, QuantizerWeights.map(inputs, _ -> 0))).as("zeros as %s has them", who()).containsOnly(0);
    }

    void givesTheSameChoiceForTheSameRequest() {
        List<Tensor> inputs = IntStream.range(0, THREADS).mapToObj(i -> QuantizerWeights.map(normal(), v -> v * (1 + i))).toList();
        List<ActivationChoice> first = inputs.stream().map(it -> quantizer.choose(request(it))).toList();
        for (int i = 0; i < THREADS; i++) {
            assertThat(quantizer.choose(request(inputs.get(i)))).as("%s chooses the same again", who()).isEqualTo(first.get(i));
        }
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<ActivationChoice>> running = new ArrayList<>();
            inputs.forEach(it -> running.add(threads.submit(() -> quantizer.choose(request(it)))));
            for (int i = 0; i < THREADS; i++) {
                assertThat(running.get(i).get()).as("%s chooses the same beside other threads", who()).isEqualTo(first.get(i));
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("choosing on another thread failed: " + e, e);
        }
    }

    void leavesItsInputAlone() {
        QuantizeRequest used = request(normal());
        quantizer.choose(used);
        assertThat(used.activations().map(QuantizerChecks::tensors).orElse(List.of()))
                .as("%s leaves the statistics as they were", who())
                .zipSatisfy(request(normal()).activations().map(QuantizerChecks::tensors).orElse(List.of()),
                        (after, before) -> assertThat(after.sameBytes(before)).isTrue());
    }

    void needsWhatItSays() {
        Throwable thrown = catchThrowable(() -> quantizer.choose(request(Optional.empty(), CHANNELS)));
        if (quantizer.needs().isEmpty()) {
            assertThat(thrown).as("%s says that it needs no statistics", who()).isNull();
        } else {
            assertThat(thrown).as("what %s says without the statistics that it needs", who())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    void doesNotDependOnTheUnit() {
        Tensor normal = normal();
        double[] expected = applied(choose(normal), normal);
        for (int power : new int[] {-9, -1, 3, 12}) {
            Tensor scaled = QuantizerWeights.map(normal, v -> Math.scalb(v, power));
            double[] found = applied(choose(scaled), scaled);
            for (int i = 0; i < found.length; i++) {
                assertThat(Math.scalb(found[i], -power)).as("value %d by %s, inputs times 2^%d", i, who(), power)
                        .isEqualTo(expected[i]);
            }
        }
    }

    void normalInputsSurvive() {
        Tensor normal = normal();
        double[] found = applied(choose(normal), normal);
        float[] values = QuantizerWeights.values(normal);
        double error = 0;
        double norm = 0;
        for (int i = 0; i < found.length; i++) {
            error += Math.pow(found[i] - values[i], 2);
            norm += Math.pow(values[i], 2);
        }
        assertThat(Math.sqrt(error / norm)).as("relative error of normal inputs by %s", who()).isLessThan(0.1);
    }
}
