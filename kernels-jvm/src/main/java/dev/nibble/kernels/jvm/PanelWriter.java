package dev.nibble.kernels.jvm;

import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Packs a coded weight as a {@link PanelLayout} says, row by row. */
final class PanelWriter {
    private final QuantizedTensor weight;
    private final CodedFormat format;
    private final PanelLayout layout;
    private final byte[] codes;
    private final int[] words;
    private final int[] wordOf;
    private final int[] shiftOf;

    PanelWriter(QuantizedTensor weight, PanelLayout layout) {
        this.weight = weight;
        this.format = (CodedFormat) weight.format();
        this.layout = layout;
        this.codes = new byte[layout.blocking().columns()];
        this.words = new int[layout.blockWords()];
        int length = layout.blocking().length();
        this.wordOf = new int[length];
        this.shiftOf = new int[length];
        for (int column = 0; column < length; column++) {
            wordOf[column] = layout.word(column);
            shiftOf[column] = layout.shift(column);
        }
    }

    /**
     * The smallest kind of parameters that loses nothing. It depends on the format alone, so that a kernel which is proven
     * for the format is proven for the kind.
     */
    static PanelLayout.Kind kind(CodedFormat format) {
        boolean halves = format.components().stream().filter(it -> !it.name().equals("codes"))
                .allMatch(it -> it.name().equals("scale") && it.type() == ElementType.F16
                        || it.name().equals("zero") && fitsHalf(it.type()));
        return !format.hasZero() ? PanelLayout.Kind.SCALE
                : halves ? PanelLayout.Kind.HALVES : PanelLayout.Kind.SCALE_AND_ZERO;
    }

    private static boolean fitsHalf(ElementType type) {
        return type == ElementType.F16 || type.isInteger() && type.bits() <= 8;
    }

    /**
     * Refuses weights with which sums over int8 activations might leave the float32 range, although the product with the
     * row's scale, which comes last, lies in it.
     *
     * @throws IllegalArgumentException naming row and scale
     */
    static void requireRangeForInt8(QuantizedTensor weight) {
        CodedFormat format = (CodedFormat) weight.format();
        float level = 1 << format.bits();
        for (float value : format.levels()) {
            level = Float.isFinite(value) ? Math.max(level, Math.abs(value)) : level;
        }
        double terms = 255.0 * weight.shape().rowLength();
        for (long row = 0; row < weight.shape().rows(); row++) {
            CodedFormat.RowParameters parameters = format.parameters(weight, row);
            for (int g = 0; g < parameters.scales().length; g++) {
                float scale = parameters.scales()[g];
                double most = level + (format.hasZero() ? Math.abs(parameters.zeros()[g]) : 0);
                if (Math.abs(scale) * most * terms > Float.MAX_VALUE) {
                    throw new IllegalArgumentException("the scale " + scale + " in row " + row + " of the weight is too large"
                            + " for int8 activations: sums would leave the float32 range. Use float32 activations (f32)");
                }
            }
        }
    }

    /** Writes all panels; {@code into} is zero-filled, and stays so where a panel has more rows than are left. */
    void write(MemorySegment into) {
        for (long row = 0; row < weight.shape().rows(); row++) {
            weight.component("codes").readCodes(row, codes);
            long at = row / layout.rows() * layout.panelBytes() + row % layout.rows() * Integer.BYTES;
            writeParameters(format.parameters(weight, row), into, at);
            for (int block = 0; block < layout.blocking().blocks(); block++) {
                writeBlock(block, into, at + layout.codesOffset() + block * layout.blockWords() * layout.stepBytes());
            }
        }
    }

    private void writeParameters(CodedFormat.RowParameters parameters, MemorySegment into, long at) {
        for (int group = 0; group < layout.blocking().groups(); group++) {
            long offset = at + group * layout.groupBytes();
            float scale = parameters.scales()[group];
            switch (layout.kind()) {
                case SCALE -> into.set(Layouts.FLOAT, offset, scale);
                case SCALE_AND_ZERO -> {
                    into.set(Layouts.FLOAT, offset, scale);
                    into.set(Layouts.FLOAT, offset + layout.stepBytes(), parameters.zeros()[group]);
                }
                case HALVES -> into.set(Layouts.INT, offset, half(scale) & 0xFFFF | half(parameters.zeros()[group]) << 16);
            }
        }
    }

    private short half(float value) {
        short half = Float.floatToFloat16(value);
        if (!Float.isFinite(value) || Float.float16ToFloat(half) != value) {
            throw new IllegalArgumentException("format " + format.text() + " stores its parameters in half precision, but gives "
                    + value + ", which is no finite number of that precision");
        }
        return half;
    }

    private void writeBlock(int block, MemorySegment into, long at) {
        Arrays.fill(words, 0);
        int start = layout.blocking().start(block);
        int count = layout.blocking().count(block);
        for (int column = 0; column < count; column++) {
            words[wordOf[column]] |= (codes[start + column] & 0xFF) << shiftOf[column];
        }
        for (int i = 0; i < words.length; i++) {
            into.set(Layouts.INT, at + i * layout.stepBytes(), words[i]);
        }
    }
}
