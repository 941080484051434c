package dev.nibble.algorithms.basic;

import dev.nibble.api.format.Format;
import dev.nibble.api.op.Activation;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.ActivationChoice;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.api.quantizer.QuantizeRequest;
import java.util.List;

/**
 * Dynamic int8 inputs: each row gets its scale from its own values when it arrives ({@link Activation#INT8_ROW}), or its scale
 * and a zero ({@link Activation#INT8_ROW_AFFINE}). Nothing has to be known of the inputs before.
 */
public final class DynamicInt8 implements ActivationQuantizer {
    @Override
    public String name() {
        return "int8";
    }

    @Override
    public String description() {
        return "int8 inputs, dynamic: each row by its own range when it arrives";
    }

    @Override
    public List<Option> options() {
        return List.of(Option.flag("zero", false, "whether a row's codes cover [min, max] and have a zero, or [-max |x|, max |x|]"));
    }

    @Override
    public Support supports(Format format) {
        return Support.yes();
    }

    @Override
    public ActivationChoice choose(QuantizeRequest request) {
        return ActivationChoice.of(request.settings().flag("zero") ? Activation.INT8_ROW_AFFINE : Activation.INT8_ROW);
    }
}
