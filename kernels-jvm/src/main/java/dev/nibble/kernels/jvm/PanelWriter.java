package dev.nibble.kernels.jvm;

import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.QuantizedTensor;
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

    /** The smallest kind of parameters that loses nothing. Reads the parameters of all rows. */
    static PanelLayout.Kind kind(QuantizedTensor weight) {
        CodedFormat format = (CodedFormat) weight.format();
        boolean halves = format.hasZero();
        for (long row = 0; row < weight.shape().rows() && halves; row++) {
            CodedFormat.RowParameters parameters = format.parameters(weight, row);
            halves = areHalves(parameters.scales()) && areHalves(parameters.zeros());
        }
        return halves ? PanelLayout.Kind.HALVES
                : format.hasZero() ? PanelLayout.Kind.SCALE_AND_ZERO : PanelLayout.Kind.SCALE;
    }

    private static boolean areHalves(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value) || Float.float16ToFloat(Float.floatToFloat16(value)) != value) {
                return false;
            }
        }
        return true;
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
                case HALVES -> into.set(Layouts.INT, offset, Float.floatToFloat16(scale) & 0xFFFF
                        | Float.floatToFloat16(parameters.zeros()[group]) << 16);
            }
        }
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
