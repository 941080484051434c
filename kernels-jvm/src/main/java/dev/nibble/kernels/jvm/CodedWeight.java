package dev.nibble.kernels.jvm;

import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.CodedFormat.RowParameters;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * A weight as codes of 1 to 16 bits: {@code (levels[code] - zero) * scale}. That is what every {@link CodedFormat} says of
 * itself, and what 16-bit floats are, whose bit patterns are the codes, with a scale of 1.
 */
interface CodedWeight {
    int bits();

    float[] levels();

    boolean hasZero();

    Grouping grouping();

    RowParameters parameters(long row);

    /** Reads the codes of a row. */
    void readCodes(long row, int[] into);

    /** The codes of a weight whose format is a {@link CodedFormat}, {@code dense:f16} or {@code dense:bf16}. */
    static CodedWeight of(QuantizedTensor weight) {
        return weight.format() instanceof CodedFormat format
                ? new Coded(format, weight)
                : new Halves(weight.component("values"));
    }

    /** Of a coded format. */
    record Coded(CodedFormat format, QuantizedTensor weight, byte[] row) implements CodedWeight {
        Coded(CodedFormat format, QuantizedTensor weight) {
            this(format, weight, new byte[weight.shape().rowLength()]);
        }

        @Override
        public int bits() {
            return format.bits();
        }

        @Override
        public float[] levels() {
            return format.levels();
        }

        @Override
        public boolean hasZero() {
            return format.hasZero();
        }

        @Override
        public Grouping grouping() {
            return format.grouping();
        }

        @Override
        public RowParameters parameters(long row) {
            return format.parameters(weight, row);
        }

        @Override
        public void readCodes(long index, int[] into) {
            weight.component("codes").readCodes(index, row);
            for (int i = 0; i < row.length; i++) {
                into[i] = row[i] & 0xFF;
            }
        }
    }

    /** Of floats of 16 bits, each of which is its own code. */
    record Halves(Tensor values) implements CodedWeight {
        @Override
        public int bits() {
            return Short.SIZE;
        }

        @Override
        public float[] levels() {
            boolean brain = values.type() == ElementType.BF16;
            float[] levels = new float[1 << Short.SIZE];
            for (int code = 0; code < levels.length; code++) {
                levels[code] = brain ? Float.intBitsToFloat(code << Short.SIZE) : Float.float16ToFloat((short) code);
            }
            return levels;
        }

        @Override
        public boolean hasZero() {
            return false;
        }

        @Override
        public Grouping grouping() {
            return Grouping.PER_TENSOR;
        }

        @Override
        public RowParameters parameters(long row) {
            return RowParameters.of(new float[] {1});
        }

        @Override
        public void readCodes(long row, int[] into) {
            MemorySegment from = values.row(row);
            for (int i = 0; i < values.shape().rowLength(); i++) {
                into[i] = from.get(Layouts.SHORT, (long) Short.BYTES * i) & 0xFFFF;
            }
        }
    }
}
