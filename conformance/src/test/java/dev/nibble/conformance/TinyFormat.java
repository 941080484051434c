package dev.nibble.conformance;

import dev.nibble.api.format.Component;
import dev.nibble.api.format.Cut;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;

/** Codes of five bits with a scale for eight weights, and one way to cheat. */
final class TinyFormat implements Format {
    /** Ways to break the contract of formats. */
    enum Cheat { NONE, POSITION, HIDDEN_STATE, ZERO_BY_ZERO, NAN, WRONG_CUT, WRONG_SIZE, WRITES, TERMS }

    private static final int GROUP = 8;
    private static final int ZERO = 16;

    private final Cheat cheat;
    private float hidden = 1;

    TinyFormat(Cheat cheat) {
        this.cheat = cheat;
    }

    @Override
    public String text() {
        return "tiny";
    }

    @Override
    public List<Component> components() {
        Component scale = Component.perGroup("scale", ElementType.F32, GROUP);
        if (cheat == Cheat.WRONG_CUT) {
            scale = new Component("scale", ElementType.F32, scale.shape(),
                    (shape, axis) -> new Cut.Along(axis, axis == 0 ? 1 : GROUP / 2, 1));
        }
        return List.of(Component.perElement("codes", ElementType.U5), scale);
    }

    @Override
    public Support supports(Shape logical) {
        return Support.yes();
    }

    @Override
    public void decodeRow(QuantizedTensor tensor, long row, float[] into) {
        for (int c = 0; c < tensor.shape().cols(); c++) {
            float scale = tensor.component("scale").getFloat(row, c / GROUP);
            int code = tensor.component("codes").getCode(row, c);
            into[c] = switch (cheat) {
                case POSITION -> (code - ZERO) * scale + (row == 1 ? 1 : 0);
                case HIDDEN_STATE -> (code - ZERO) * scale * hidden;
                case ZERO_BY_ZERO -> (code - ZERO) * scale * scale / scale;
                default -> (code - ZERO) * scale;
            };
        }
    }

    @Override
    public void decodeTermsRow(QuantizedTensor tensor, long row, float[] into) {
        Format.super.decodeTermsRow(tensor, row, into);
        if (cheat == Cheat.TERMS) {
            into[0] = 0;
        }
    }

    @Override
    public double bitsPerWeight(Shape logical) {
        return cheat == Cheat.WRONG_SIZE ? 5 : Format.super.bitsPerWeight(logical);
    }

    @Override
    public QuantizedTensor encode(Tensor weights) {
        var builder = QuantizedTensor.builder(this, weights.shape());
        float[] row = new float[weights.shape().rowLength()];
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, row);
            for (int from = 0; from < row.length; from += GROUP) {
                encode(row, from, Math.min(row.length, from + GROUP), builder, r);
            }
        }
        if (cheat == Cheat.WRITES) {
            weights.setFloat(0, 0, 0);
        }
        return builder.build();
    }

    private void encode(float[] row, int from, int to, QuantizedTensor.Builder builder, long r) {
        float max = 0;
        for (int i = from; i < to; i++) {
            if (!Float.isFinite(row[i]) && cheat != Cheat.NAN) {
                throw new IllegalArgumentException("weight " + i + " of row " + r + " is " + row[i]);
            }
            max = Math.max(max, Math.abs(row[i]));
        }
        hidden = max == 0 ? 1 : max;
        float scale = cheat == Cheat.HIDDEN_STATE ? 1f / 15 : max / 15;
        builder.component("scale").setFloat(r, from / GROUP, scale);
        for (int i = from; i < to; i++) {
            int code = max == 0 ? ZERO : (int) Math.rint(row[i] / (max / 15f)) + ZERO;
            builder.component("codes").setCode(r, i, Math.clamp(code, 0, 31));
        }
    }
}
