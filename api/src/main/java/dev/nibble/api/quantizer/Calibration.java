package dev.nibble.api.quantizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Activation statistics of a model's layers, captured once and shared by every quantizer that asks.
 *
 * @param contentHash SHA-256 over all statistics, lower-case hex
 * @param modelHash SHA-256 over names, types, shapes and bytes of the weights of those layers in the model that was run,
 *     lower-case hex; empty if the activations came from a file and no model was run
 * @param layers statistics by layer name, for example {@code encoder.layer.0.output.dense}
 */
public record Calibration(String contentHash, String modelHash, Map<String, ActivationStats> layers) {
    private static final String WEIGHT = ".weight";

    public Calibration {
        layers = Map.copyOf(layers);
    }

    /** Statistics of a layer, by its name or that of its weight: {@code NAME} or {@code NAME.weight}. */
    public Optional<ActivationStats> layer(String name) {
        ActivationStats exact = layers.get(name);
        if (exact != null || !name.endsWith(WEIGHT)) {
            return Optional.ofNullable(exact);
        }
        return Optional.ofNullable(layers.get(name.substring(0, name.length() - WEIGHT.length())));
    }

    /**
     * Groups of layers that share an input, see {@link ActivationStats#sameInput}. Told by what was captured and never by
     * names.
     *
     * @param names of layers or their weights
     * @return every name once, groups and the names in them in the given order; a layer without statistics stands alone
     */
    public List<List<String>> sharedInputs(List<String> names) {
        List<List<String>> groups = new ArrayList<>();
        for (String name : names) {
            groups.stream().filter(group -> sharesInput(group.getFirst(), name)).findFirst().orElseGet(() -> {
                List<String> alone = new ArrayList<>();
                groups.add(alone);
                return alone;
            }).add(name);
        }
        return groups.stream().map(List::copyOf).toList();
    }

    private boolean sharesInput(String one, String other) {
        return layer(one).isPresent() && layer(other).isPresent() && layer(one).get().sameInput(layer(other).get());
    }
}
