package dev.nibble.api.quantizer;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.tensor.Tensor;
import java.util.Optional;

/**
 * One tensor to quantize. Built by the host, which has checked that the weights are finite, that the quantizer supports
 * the format, that the format supports the shape and that what the quantizer needs is there.
 *
 * @param name the tensor's name, for messages
 * @param weights a float tensor, [out, in] for linear layers; must not be written to
 * @param format the format asked for
 * @param settings values for the quantizer's options
 * @param activations statistics of the layer's inputs, where the quantizer asked for some
 * @param seed the only source of randomness
 */
public record QuantizeRequest(
        String name,
        Tensor weights,
        Format format,
        Settings settings,
        Optional<ActivationStats> activations,
        long seed) {
    /** A request without activations. */
    public static QuantizeRequest of(String name, Tensor weights, Format format, Settings settings, long seed) {
        return new QuantizeRequest(name, weights, format, settings, Optional.empty(), seed);
    }
}
