package dev.nibble.runtime.testing;

import dev.nibble.api.format.Component;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.format.FormatText;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;

/**
 * A format as a plugin would bring it: four components, cut in four ways, and no code for cutting. Weight =
 * {@code (code * scale + shift) * gain} with five-bit codes, a float16 scale for eight weights, a shift for a row and a
 * gain for the tensor.
 */
public record FourParts() implements Format {
    private static final int GROUP = 8;

    @Override
    public String text() {
        return "four-parts";
    }

    @Override
    public List<Component> components() {
        return List.of(Component.perElement("codes", ElementType.U5), Component.perGroup("scale", ElementType.F16, GROUP),
                Component.perRow("shift", ElementType.F32), Component.perTensor("gain", ElementType.F32, 1));
    }

    @Override
    public Support supports(Shape logical) {
        return Support.yes();
    }

    @Override
    public void decodeRow(QuantizedTensor tensor, long row, float[] into) {
        float shift = tensor.component("shift").getFloat(row, 0);
        float gain = tensor.component("gain").getFloat(0, 0);
        for (int c = 0; c < tensor.shape().cols(); c++) {
            float scale = tensor.component("scale").getFloat(row, c / GROUP);
            into[c] = (tensor.component("codes").getCode(row, c) * scale + shift) * gain;
        }
    }

    @Override
    public void decodeTermsRow(QuantizedTensor tensor, long row, float[] into) {
        float shift = Math.abs(tensor.component("shift").getFloat(row, 0));
        float gain = Math.abs(tensor.component("gain").getFloat(0, 0));
        for (int c = 0; c < tensor.shape().cols(); c++) {
            float scale = Math.abs(tensor.component("scale").getFloat(row, c / GROUP));
            into[c] = (tensor.component("codes").getCode(row, c) * scale + shift) * gain;
        }
    }

    @Override
    public QuantizedTensor encode(Tensor weights) {
        var builder = QuantizedTensor.builder(this, weights.shape());
        float[] row = new float[weights.shape().rowLength()];
        float gain = 0;
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, row);
            for (float w : row) {
                gain = Math.max(gain, Math.abs(w));
            }
        }
        gain = gain == 0 ? 1 : gain;
        builder.component("gain").setFloat(0, 0, gain);
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, row);
            builder.component("shift").setFloat(r, 0, -1);
            for (int c = 0; c < row.length; c++) {
                builder.component("scale").setFloat(r, c / GROUP, 2f / 31);
                builder.component("codes").setCode(r, c, Math.clamp(Math.round((row[c] / gain + 1) * 31 / 2), 0, 31));
            }
        }
        return builder.build();
    }

    /** Reads {@code four-parts}. */
    public record Provider() implements FormatProvider {
        @Override
        public String name() {
            return "four-parts";
        }

        @Override
        public String description() {
            return "a format with four components; no keys";
        }

        @Override
        public Format parse(FormatText text) {
            text.done();
            return new FourParts();
        }
    }
}
