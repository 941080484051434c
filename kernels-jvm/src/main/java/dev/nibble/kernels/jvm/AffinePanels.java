package dev.nibble.kernels.jvm;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Packs affine weights of 4 or 8 bits for {@link PlantedTiles}: one stream, read once from front to back.
 *
 * <pre>
 * panel (one for {@code lanes} rows):  block 0 | block 1 | ...
 * block:   2^bits scale of each row | -scale zero of each row | word 0 of each row | word 1 of each row | ...
 * word:    32/bits codes, the first lowest
 * </pre>
 */
final class AffinePanels {
    private final QuantizedTensor weight;
    private final int bits;
    private final Grouping grouping;
    private final boolean hasZeros;
    private final Blocking blocking;
    private final int lanes;
    private final byte[] codes;
    private final float[] scales;
    private final float[] zeros;

    AffinePanels(QuantizedTensor weight, Blocking blocking, int lanes) {
        AffineFormat format = (AffineFormat) weight.format();
        this.weight = weight;
        this.bits = format.bits();
        this.grouping = format.grouping();
        this.hasZeros = weight.components().containsKey("zero");
        this.blocking = blocking;
        this.lanes = lanes;
        this.codes = new byte[blocking.columns()];
        int groups = weight.component("scale").shape().rowLength();
        this.scales = new float[groups];
        this.zeros = new float[groups];
        if (!hasZeros) {
            // The symmetric zero lies in the middle of the codes.
            Arrays.fill(zeros, (1 << bits) / 2f);
        }
    }

    /** Bytes of a panel. */
    static long panelBytes(Blocking blocking, int bits, int lanes) {
        return (long) blocking.blocks() * blockBytes(blocking, bits, lanes);
    }

    private static long blockBytes(Blocking blocking, int bits, int lanes) {
        return (long) lanes * Integer.BYTES * (2 + blocking.length() * bits / Integer.SIZE);
    }

    /** Writes all panels; {@code into} is zero-filled, and stays so where a panel has more lanes than there are rows. */
    void write(MemorySegment into) {
        Tensor scaleTensor = weight.component("scale");
        for (long row = 0; row < weight.shape().rows(); row++) {
            weight.component("codes").readCodes(row, codes);
            long parameterRow = grouping.parameterRow(weight.shape(), row);
            scaleTensor.readRow(parameterRow, scales);
            if (hasZeros) {
                weight.component("zero").readRow(parameterRow, zeros);
            }
            long panel = row / lanes * panelBytes(blocking, bits, lanes);
            writeRow(into, panel + row % lanes * Integer.BYTES);
        }
    }

    private void writeRow(MemorySegment into, long at) {
        long step = (long) lanes * Integer.BYTES;
        for (int block = 0; block < blocking.blocks(); block++) {
            long offset = at + block * blockBytes(blocking, bits, lanes);
            int group = blocking.groupOf(block);
            into.set(Layouts.FLOAT, offset, (1 << bits) * scales[group]);
            into.set(Layouts.FLOAT, offset + step, -(scales[group] * zeros[group]));
            int first = blocking.start(block);
            int count = blocking.count(block);
            int perWord = Integer.SIZE / bits;
            for (int i = 0; i < count; i += perWord) {
                into.set(Layouts.INT, offset + (2 + i / perWord) * step, word(first + i, Math.min(perWord, count - i)));
            }
        }
    }

    private int word(int first, int count) {
        int word = 0;
        for (int i = 0; i < count; i++) {
            int code = Byte.toUnsignedInt(codes[first + i]);
            word |= code << i * bits;
        }
        return word;
    }
}
