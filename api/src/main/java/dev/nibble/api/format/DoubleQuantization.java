package dev.nibble.api.format;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;

/**
 * Scales that are quantized themselves, as QLoRA does it: {@code scale = map[code] * scale2 + offset}, in float32 in that
 * order, where {@code map} is the {@link ScaleMap}, and each {@code size} consecutive scales of the flattened scale array
 * share a {@code scale2} (their largest |scale - offset|) and an {@code offset}.
 *
 * <p>When encoded, all offsets are the mean of all scales. They are stored once for each second-level block all the same:
 * tensors with different means can then be joined, and the joined tensor decodes as its parts did.
 *
 * <p>A restored scale may be negative where scales spread widely; it is used as it is, as bitsandbytes does. Where the
 * nearest code would carry the largest weights beyond float32, the nearest that does not is chosen: finite weights never
 * decode to infinity.
 *
 * @param block weights of a first-level block, along a row
 * @param size scales of a second-level block
 * @param map what the codes of scales stand for
 * @see <a href="https://arxiv.org/abs/2305.14314">Dettmers et al., QLoRA</a>
 */
record DoubleQuantization(long block, long size, ScaleMap map) {
    private static final String STRADDLES = "double-quantized scales are blocked in row order: parts of rows share blocks";

    List<Component> components() {
        return List.of(
                Component.perGroup("scale", ElementType.U8, block),
                new Component("scale2", ElementType.F32, this::blockShape, this::cut),
                new Component("offset", ElementType.F32, this::blockShape, this::cut));
    }

    private long scalesPerRow(Shape logical) {
        return Math.ceilDiv(logical.cols(), block);
    }

    private Shape blockShape(Shape logical) {
        return Shape.of(1, Math.ceilDiv(Math.multiplyExact(logical.rows(), scalesPerRow(logical)), size));
    }

    /** Rows can be cut where a second-level block ends: where {@code row * scalesPerRow} is a multiple of {@code size}. */
    private Cut cut(Shape logical, int axis) {
        if (axis == 1) {
            return new Cut.Whole(STRADDLES);
        }
        long perRow = Math.max(1, scalesPerRow(logical));
        long common = greatestCommonDivisor(perRow, size);
        return new Cut.Along(1, size / common, perRow / common);
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    /**
     * Quantizes all scales, in row order, into the components of {@code into}.
     *
     * @param largest what scales are multiplied with at most when weights are decoded
     */
    void encode(float[] scales, float largest, QuantizedTensor.Builder into) {
        double sum = 0;
        for (float scale : scales) {
            sum += scale;
        }
        float offset = scales.length == 0 ? 0 : (float) (sum / scales.length);
        byte[] codes = new byte[scales.length];
        Tensor scale2 = into.component("scale2");
        for (int block = 0; block < scale2.shape().cols(); block++) {
            int from = Math.toIntExact(block * size);
            int to = (int) Math.min(scales.length, from + size);
            scale2.setFloat(0, block, encodeBlock(scales, from, to, offset, largest, codes));
            into.component("offset").setFloat(0, block, offset);
        }
        Tensor scale = into.component("scale");
        byte[] row = new byte[scale.shape().rowLength()];
        for (int r = 0; r < scale.shape().rows(); r++) {
            System.arraycopy(codes, r * row.length, row, 0, row.length);
            scale.writeCodes(r, row);
        }
    }

    private float encodeBlock(float[] scales, int from, int to, float offset, float largest, byte[] codes) {
        float absmax = 0;
        for (int i = from; i < to; i++) {
            absmax = Math.max(absmax, Math.abs(scales[i] - offset));
        }
        float inverse = CodebookCodec.inverse(absmax);
        for (int i = from; i < to; i++) {
            int code = map.book().nearest((scales[i] - offset) * inverse);
            // Ends at the offset at the latest, a mean of scales that are small enough.
            while (Float.isInfinite((map.book().values()[code] * absmax + offset) * largest)) {
                code--;
            }
            codes[i] = (byte) code;
        }
        return absmax;
    }

    /** The scales of a row. */
    float[] restore(QuantizedTensor tensor, long row) {
        return restore(tensor, row, false);
    }

    /** The magnitudes of both terms of each scale of a row, added. */
    float[] terms(QuantizedTensor tensor, long row) {
        return restore(tensor, row, true);
    }

    private float[] restore(QuantizedTensor tensor, long row, boolean magnitudes) {
        float[] shares = map.book().values();
        Tensor scale2 = tensor.component("scale2");
        Tensor offset = tensor.component("offset");
        byte[] codes = new byte[tensor.component("scale").shape().rowLength()];
        tensor.component("scale").readCodes(row, codes);
        float[] scales = new float[codes.length];
        for (int g = 0; g < scales.length; g++) {
            long block = (row * codes.length + g) / size;
            float term = shares[codes[g] & 0xFF] * scale2.getFloat(0, block);
            float shift = offset.getFloat(0, block);
            // The magnitudes may add up to more than a float can say, though the scale does not.
            scales[g] = magnitudes ? Math.min(Math.abs(term) + Math.abs(shift), Float.MAX_VALUE) : term + shift;
        }
        return scales;
    }
}
