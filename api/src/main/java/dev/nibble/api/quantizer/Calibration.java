package dev.nibble.api.quantizer;

import java.util.Map;
import java.util.Optional;

/**
 * Activation statistics of a model's layers, captured once and shared by every quantizer that asks.
 *
 * @param contentHash SHA-256 over all statistics, lower-case hex
 * @param layers statistics by layer name
 */
public record Calibration(String contentHash, Map<String, ActivationStats> layers) {
    public Calibration {
        layers = Map.copyOf(layers);
    }

    public Optional<ActivationStats> layer(String name) {
        return Optional.ofNullable(layers.get(name));
    }
}
