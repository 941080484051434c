package dev.nibble.api.op;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A named operation with one quantized operand: its contract for kernels. The output is float32 and row-major.
 */
public interface Op extends Plugin {
    /** Whether the shapes of a request fit each other. */
    Support supports(OpSpec spec);

    /** The dense operand; empty if there is none. */
    Optional<Operand> input(OpSpec spec);

    /** Shape of the float32 output. */
    Shape output(OpSpec spec);

    /** How many products are added up for one output element; 1 where nothing is. */
    long accumulated(OpSpec spec);

    /**
     * Computes in float64 on the decoded weights.
     *
     * @param input the dense operand, or null where there is none
     * @param value receives the output, row-major
     * @param magnitude receives, for each output element, the sum of the magnitudes of all terms (see
     *     {@link Format#decodeTermsRow}), to which error bounds are relative
     */
    void reference(OpSpec spec, QuantizedTensor weight, Tensor input, double[] value, double[] magnitude);

    /** Bytes and flops. */
    Cost cost(OpSpec spec);

    /**
     * The requests on which kernels are tested with a format: odd sizes, one row, tails.
     *
     * @param activation which kind of activation
     * @return requests that this op and the format support; empty if the op knows no such activation
     */
    List<OpSpec> cases(Format format, Activation activation);

    /** A dense operand with test data; empty where the op has none. */
    Optional<Tensor> testInput(OpSpec spec, Fill fill, RandomGenerator random);
}
