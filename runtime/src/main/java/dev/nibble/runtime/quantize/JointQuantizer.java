package dev.nibble.runtime.quantize;

import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import java.util.List;

/** A quantizer that can give layers which share an input one transform, such as a pipeline with a stage that can. */
public interface JointQuantizer extends Quantizer {
    /** Whether these settings ask for groups; if not, layers may as well be quantized one by one. */
    boolean joins(Settings settings);

    /**
     * Quantizes layers that share an input.
     *
     * @param requests at least one, with the same settings, statistics and seed
     * @return a result for each, in order
     * @throws IllegalArgumentException if weights or activations cannot be used; the message names the tensor
     */
    List<QuantizeResult> quantizeTogether(List<QuantizeRequest> requests);
}
