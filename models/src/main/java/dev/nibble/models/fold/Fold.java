package dev.nibble.models.fold;

import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A try at folding: the input scale f of some layers is multiplied into the parameters that make their input, so that
 * nothing is left to do at run time. Vectors (a norm's weight and bias, a linear's bias) are multiplied by channel, matrices
 * [out, in] by row; the consumers' weights are divided by column. Whether the model still computes the same is what
 * {@link FoldCheck} finds out.
 *
 * @param producers names of the tensors that are multiplied
 * @param consumers names of the weights that are divided; all layers that see the changed input should be among them
 * @param scale the factors f by channel
 */
public record Fold(List<String> producers, List<String> consumers, Transform.InputScale scale) {
    public Fold {
        producers = List.copyOf(producers);
        consumers = List.copyOf(consumers);
        if (producers.isEmpty()) {
            throw new IllegalArgumentException("folding takes at least one tensor that makes the input");
        }
    }

    /**
     * The float weights after folding; all others are as they were.
     *
     * @throws IllegalArgumentException if a tensor does not have one row, element or column for each factor; the message
     *     names it
     */
    public WeightSource applyTo(WeightSource weights) {
        return new WeightSource() {
            @Override
            public List<String> names() {
                return weights.names();
            }

            @Override
            public Optional<QuantizedWeight> quantized(String name) {
                return producers.contains(name) || consumers.contains(name) ? Optional.empty() : weights.quantized(name);
            }

            @Override
            public Tensor tensor(String name) {
                Tensor tensor = weights.tensor(name);
                Tensor multiplied = producers.contains(name) ? multiplied(name, tensor) : tensor;
                return consumers.contains(name) ? divided(name, multiplied) : multiplied;
            }
        };
    }

    /** The weights with some tensors multiplied, and nothing divided for it. */
    static WeightSource multiplying(List<String> producers, float[] factors, WeightSource weights) {
        return new Fold(producers, List.of(), Transform.InputScale.of(factors)).applyTo(weights);
    }

    /** The tensors that are multiplied, for people. */
    public String producersText() {
        return text(producers);
    }

    /** Names in short, the parts that differ in braces: {@code attention.{query,key}.weight}. */
    public static String text(List<String> names) {
        List<String[]> parts = names.stream().map(name -> name.split("\\.", -1)).toList();
        int shortest = parts.stream().mapToInt(it -> it.length).min().orElse(0);
        int before = 0;
        while (before < shortest && same(parts, before, false)) {
            before++;
        }
        int after = 0;
        while (after < shortest - before && same(parts, after, true)) {
            after++;
        }
        if (names.size() == 1 || before + after == 0) {
            return String.join(", ", names);
        }
        String[] first = parts.getFirst();
        int from = before;
        int tail = after;
        String middle = parts.stream().map(it -> String.join(".", Arrays.copyOfRange(it, from, it.length - tail)))
                .collect(Collectors.joining(",", "{", "}"));
        return Stream.of(Arrays.stream(first, 0, before), Stream.of(middle), Arrays.stream(first, first.length - after, first.length))
                .flatMap(it -> it).collect(Collectors.joining("."));
    }

    private static boolean same(List<String[]> parts, int index, boolean fromEnd) {
        return parts.stream().map(it -> it[fromEnd ? it.length - 1 - index : index]).distinct().count() == 1;
    }

    /** One of the producers, multiplied. */
    Tensor multiplied(String name, Tensor tensor) {
        float[] f = scale.values();
        boolean vector = tensor.shape().rank() == 1;
        requireFits(name, tensor, vector ? tensor.shape().cols() : tensor.shape().rows());
        Tensor made = Tensor.allocate(ElementType.F32, tensor.shape());
        float[] row = new float[tensor.shape().rowLength()];
        for (int r = 0; r < tensor.shape().rows(); r++) {
            tensor.readRow(r, row);
            for (int c = 0; c < row.length; c++) {
                row[c] *= f[vector ? c : r];
            }
            made.writeRow(r, row);
        }
        return made;
    }

    private Tensor divided(String name, Tensor tensor) {
        requireFits(name, tensor, tensor.shape().cols());
        return Prepared.scaled(tensor, scale.values()).weights();
    }

    private void requireFits(String name, Tensor tensor, long channels) {
        if (channels != scale.channels()) {
            throw new IllegalArgumentException("tensor '" + name + "' " + tensor + " has " + channels
                    + " channels on that side, and the input scale " + scale.channels());
        }
    }
}
