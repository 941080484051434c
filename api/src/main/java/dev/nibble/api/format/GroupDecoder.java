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

    /** {@code (code - zero) * scale}. */
    static void affine(QuantizedTensor tensor, Grouping grouping, long row, float[] scales, float[] zeros, float[] into) {
        byte[] codes = codes(tensor, row);
        int cols = codes.length;
        int run = run(tensor, grouping);
        for (int from = 0, g = 0; from < cols; from += run, g++) {
            float scale = scales[g];
            float zero = zeros[g];
            int to = Math.min(cols, from + run);
            for (int i = from; i < to; i++) {
                into[i] = ((codes[i] & 0xFF) - zero) * scale;
            }
        }
    }

    /** {@code table[code] * scale}. */
    static void table(QuantizedTensor tensor, Grouping grouping, long row, float[] scales, float[] table, float[] into) {
        byte[] codes = codes(tensor, row);
        int cols = codes.length;
        int run = run(tensor, grouping);
        for (int from = 0, g = 0; from < cols; from += run, g++) {
            float scale = scales[g];
            int to = Math.min(cols, from + run);
            for (int i = from; i < to; i++) {
                into[i] = table[codes[i] & 0xFF] * scale;
            }
        }
    }

    private static byte[] codes(QuantizedTensor tensor, long row) {
        byte[] codes = new byte[tensor.shape().rowLength()];
        tensor.component("codes").readCodes(row, codes);
        return codes;
    }

    private static int run(QuantizedTensor tensor, Grouping grouping) {
        return (int) Math.max(1, Math.min(grouping.run(tensor.shape()), tensor.shape().cols()));
    }
}
