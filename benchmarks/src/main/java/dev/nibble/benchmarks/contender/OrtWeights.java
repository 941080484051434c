package dev.nibble.benchmarks.contender;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Lays out codes and scales of a quantized tensor as ONNX wants them, with the rows turned. Nothing is rounded again. */
final class OrtWeights {
    private static final int INT8_ZERO = 128;

    private OrtWeights() {}

    /** Codes of 4 bits, [n, k / 2], the even column in the low half of a byte. */
    static ByteBuffer nibbles(QuantizedTensor weight, long turn) {
        int n = rows(weight);
        int k = weight.shape().rowLength();
        ByteBuffer out = buffer((long) n * k / 2);
        byte[] codes = new byte[k];
        for (int row = 0; row < n; row++) {
            weight.component("codes").readCodes((row + turn) % n, codes);
            for (int i = 0; i < k; i += 2) {
                out.put((byte) (codes[i] | codes[i + 1] << 4));
            }
        }
        return out.flip();
    }

    /** Scales, float32, [n, groups]. */
    static ByteBuffer scales(QuantizedTensor weight, long turn) {
        Tensor scale = weight.component("scale");
        int n = rows(weight);
        float[] row = new float[scale.shape().rowLength()];
        ByteBuffer out = buffer(4L * n * row.length);
        for (int r = 0; r < n; r++) {
            scale.readRow((r + turn) % n, row);
            out.asFloatBuffer().put(row);
            out.position(out.position() + 4 * row.length);
        }
        return out.flip();
    }

    /** Codes of 8 bits less the implied zero, int8, [k, n]. */
    static ByteBuffer transposedInt8(QuantizedTensor weight, long turn) {
        int n = rows(weight);
        int k = weight.shape().rowLength();
        ByteBuffer out = buffer((long) n * k);
        byte[] codes = new byte[k];
        for (int row = 0; row < n; row++) {
            weight.component("codes").readCodes((row + turn) % n, codes);
            for (int i = 0; i < k; i++) {
                out.put(i * n + row, (byte) ((codes[i] & 0xFF) - INT8_ZERO));
            }
        }
        return out;
    }

    /** The decoded weights, float32, [k, n]. */
    static ByteBuffer transposedFloats(QuantizedTensor weight, long turn) {
        int n = rows(weight);
        int k = weight.shape().rowLength();
        ByteBuffer out = buffer(4L * n * k);
        float[] row = new float[k];
        for (int r = 0; r < n; r++) {
            weight.format().decodeRow(weight, (r + turn) % n, row);
            for (int i = 0; i < k; i++) {
                out.putFloat(4 * (i * n + r), row[i]);
            }
        }
        return out;
    }

    private static int rows(QuantizedTensor weight) {
        return Math.toIntExact(weight.shape().rows());
    }

    /** @throws IllegalArgumentException if that many bytes are more than one buffer can hold */
    private static ByteBuffer buffer(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "an ONNX constant of " + bytes + " bytes is too large for this benchmark; choose a smaller shape");
        }
        return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
