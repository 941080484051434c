package dev.nibble.api.format;

import dev.nibble.api.tensor.Tensor;

/** The loops of decoding that all formats with grouped parameters share: parameters are hoisted out of each run. */
final class GroupDecoder {
    private GroupDecoder() {}

    /** The row of a parameter component that serves a row of the tensor, as floats. */
    static float[] parameters(QuantizedTensor tensor, Grouping grouping, long row, String component) {
        Tensor values = tensor.component(component);
        float[] into = new float[values.shape().rowLength()];
        values.readRow(grouping.parameterRow(tensor.shape(), row), into);
        return into;
    }

    /** Magnitudes of the terms that levels consist of: of code and origin on a grid of step 1, else of the level alone. */
    static float[] magnitudes(float[] levels) {
        boolean grid = levels[0] < 0;
        for (int code = 1; code < levels.length; code++) {
            grid &= levels[code] - levels[code - 1] == 1;
        }
        float[] magnitudes = new float[levels.length];
        for (int code = 0; code < levels.length; code++) {
            magnitudes[code] = grid ? code - levels[0] : Math.abs(levels[code]);
        }
        return magnitudes;
    }

    /** {@code (levels[code] - zero) * scale}. */
    static void decode(QuantizedTensor tensor, Grouping grouping, long row, float[] levels,
            CodedFormat.RowParameters parameters, float[] into) {
        requireOneLevelForEachCode(tensor, levels);
        byte[] codes = new byte[tensor.shape().rowLength()];
        tensor.component("codes").readCodes(row, codes);
        boolean zeros = parameters.zeros().length > 0;
        int run = (int) Math.max(1, Math.min(grouping.run(tensor.shape()), tensor.shape().cols()));
        for (int from = 0, g = 0; from < codes.length; from += run, g++) {
            float scale = parameters.scales()[g];
            float zero = zeros ? parameters.zeros()[g] : 0;
            int to = Math.min(codes.length, from + run);
            for (int i = from; i < to; i++) {
                into[i] = (levels[codes[i] & 0xFF] - zero) * scale;
            }
        }
    }

    private static void requireOneLevelForEachCode(QuantizedTensor tensor, float[] levels) {
        if (tensor.format() instanceof CodedFormat format && levels.length != 1 << format.bits()) {
            throw new IllegalStateException("format " + format.text() + " has " + levels.length + " levels, and its codes of "
                    + format.bits() + " bits need " + (1 << format.bits()) + ": repeat one for codes that do not occur");
        }
    }
}
