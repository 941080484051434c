package dev.nibble.api.quantizer;

import dev.nibble.api.tensor.Tensor;
import java.util.Optional;

/**
 * Statistics of the inputs of one layer with K input channels. Tensors are float32.
 *
 * @param rows how many input rows (tokens) were seen
 * @param meanAbs mean |x| by channel, [K]
 * @param meanSquare mean x squared by channel, [K]
 * @param min smallest value by channel, [K]
 * @param max largest value by channel, [K]
 * @param samples a seeded sample of rows, [S, K]
 * @param gram sum over all rows of x x^T, [K, K], where it was asked for
 */
public record ActivationStats(
        long rows,
        Tensor meanAbs,
        Tensor meanSquare,
        Tensor min,
        Tensor max,
        Optional<Tensor> samples,
        Optional<Tensor> gram) {}
