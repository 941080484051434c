package dev.nibble.models.fold;

import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.quantized.WeightSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Which tensors make the input of which layers, found by trying: each module of a model whose tensors all have one element or
 * row for each of K channels (a norm, a linear layer with K outputs) is multiplied by K random factors, and what comes out at
 * every layer is compared with what would have to.
 *
 * @param offBy by producer, then by layer: norm of (input - factors times input before) over that of the latter
 */
record Producers(Map<List<String>, Map<String, Double>> offBy) {
    private static final long SEED = 5;

    /**
     * Tries all modules. Runs the model once for each.
     *
     * @param channels K
     * @param before what the model did with the weights as they are
     */
    static Producers ofChannels(int channels, WeightSource weights, ObservedRun model, ObservedRun.Observed before) {
        float[] factors = new float[channels];
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int k = 0; k < channels; k++) {
            factors[k] = random.nextFloat(0.5f, 2);
        }
        Map<List<String>, Map<String, Double>> offBy = new LinkedHashMap<>();
        for (List<String> module : modules(channels, weights)) {
            Map<String, float[]> after = model.run(Fold.multiplying(module, factors, weights)).inputs();
            Map<String, Double> byLayer = new LinkedHashMap<>();
            before.inputs().forEach((layer, input) -> {
                if (weights.tensor(layer).shape().cols() == channels) {
                    byLayer.put(layer, offBy(input, after.get(layer), factors));
                }
            });
            offBy.put(module, byLayer);
        }
        return new Producers(offBy);
    }

    /** Tensors by the path before their last part, where all of them fit. */
    private static List<List<String>> modules(int channels, WeightSource weights) {
        Map<String, List<String>> byPath = new LinkedHashMap<>();
        for (String name : weights.names()) {
            byPath.computeIfAbsent(name.substring(0, Math.max(0, name.lastIndexOf('.'))), _ -> new ArrayList<>()).add(name);
        }
        return byPath.values().stream()
                .filter(names -> names.stream().allMatch(name -> fits(weights.tensor(name), channels))).toList();
    }

    private static boolean fits(Tensor tensor, int channels) {
        return tensor.type().isFloat() && switch (tensor.shape().rank()) {
            case 1 -> tensor.shape().cols() == channels;
            case 2 -> tensor.shape().rows() == channels;
            default -> false;
        };
    }

    private static double offBy(float[] before, float[] after, float[] factors) {
        double squares = 0;
        double squaredDifference = 0;
        for (int i = 0; i < before.length; i++) {
            double wanted = (double) before[i] * factors[i % factors.length];
            squares += wanted * wanted;
            squaredDifference += (after[i] - wanted) * (after[i] - wanted);
        }
        return Math.sqrt(squaredDifference / squares);
    }

    /** The producers in the order in which they come near to making that layer's input. */
    List<List<String>> nearest(String layer) {
        return offBy.keySet().stream().filter(module -> !module.contains(layer))
                .sorted(Comparator.comparingDouble(module -> offBy(module, layer))).toList();
    }

    double offBy(List<String> module, String layer) {
        return offBy.get(module).get(layer);
    }
}
