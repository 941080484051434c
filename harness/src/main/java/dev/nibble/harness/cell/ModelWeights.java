package dev.nibble.harness.cell;

import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Metric.Better;
import dev.nibble.harness.trace.Metric.Role;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.plan.TensorPlan;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.runtime.quantize.WeightError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * A model's weights after quantization.
 *
 * @param quantized by name
 * @param errors by name
 * @param tensors how many tensors the model has in all
 * @param seconds that quantizing took
 */
record ModelWeights(Map<String, QuantizedWeight> quantized, Map<String, WeightError> errors, int tensors, double seconds) {
    /**
     * Quantizes what a plan says.
     *
     * @throws dev.nibble.runtime.quantize.QuantizationRefusedException for the first tensor that is refused
     */
    static ModelWeights quantize(PlanQuantization quantization, TensorFile file, TensorPlan plan, int threads) {
        Map<String, QuantizedWeight> quantized = new LinkedHashMap<>();
        Map<String, WeightError> errors = new LinkedHashMap<>();
        long start = System.nanoTime();
        // All of them stay in memory in the end, so there is no use in holding some back.
        quantization.run(file, plan.in(TensorPlan.State.QUANTIZED), threads, Long.MAX_VALUE, done -> {
            quantized.put(done.info().name(), done.weight());
            errors.put(done.info().name(), done.error());
        });
        return new ModelWeights(quantized, errors, plan.tensors().size(), (System.nanoTime() - start) / 1e9);
    }

    /** The relative error of each quantized tensor. */
    Map<String, Double> relativeErrors() {
        return errors.entrySet().stream().collect(Collectors.toMap(
                Map.Entry::getKey, entry -> entry.getValue().relative(), (a, _) -> a, LinkedHashMap::new));
    }

    List<Metric> metrics() {
        long bytes = quantized.values().stream().mapToLong(QuantizedWeight::byteSize).sum();
        long elements = quantized.values().stream().mapToLong(weight -> weight.tensor().shape().elements()).sum();
        return List.of(
                lower("weight.error.mean", "", relative().average().orElse(0)),
                lower("weight.error.max", "", relative().max().orElse(0)),
                lower("weight.error.meanabs", "",
                        errors.values().stream().mapToDouble(WeightError::meanAbs).average().orElse(0)),
                lower("bits.per.weight", "bits", elements == 0 ? 0 : 8.0 * bytes / elements),
                lower("quantize.seconds", "s", seconds),
                Metric.of("tensors.quantized", "", Role.SECONDARY, Better.NEITHER, quantized.size()),
                Metric.of("tensors.total", "", Role.SECONDARY, Better.NEITHER, tensors));
    }

    private DoubleStream relative() {
        return errors.values().stream().mapToDouble(WeightError::relative);
    }

    private static Metric lower(String name, String unit, double value) {
        return Metric.of(name, unit, Role.SECONDARY, Better.LOWER, value);
    }
}
