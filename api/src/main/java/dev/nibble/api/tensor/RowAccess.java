package dev.nibble.api.tensor;

import static dev.nibble.api.tensor.Layouts.BYTE;
import static dev.nibble.api.tensor.Layouts.DOUBLE;
import static dev.nibble.api.tensor.Layouts.FLOAT;
import static dev.nibble.api.tensor.Layouts.INT;
import static dev.nibble.api.tensor.Layouts.LONG;
import static dev.nibble.api.tensor.Layouts.SHORT;

import java.lang.foreign.MemorySegment;

/** How float32 values are read from and rounded to the elements of one type. */
interface RowAccess {
    float get(MemorySegment data, long rowOffset, long index);

    void set(MemorySegment data, long rowOffset, long index, float value);

    default void read(MemorySegment data, long rowOffset, int count, float[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = get(data, rowOffset, i);
        }
    }

    default void write(MemorySegment data, long rowOffset, int count, float[] from) {
        for (int i = 0; i < count; i++) {
            set(data, rowOffset, i, from[i]);
        }
    }

    static RowAccess of(ElementType type) {
        return switch (type) {
            case F32 -> new Float32();
            case F64 -> of((d, at, i) -> (float) d.get(DOUBLE, at + 8 * i), (d, at, i, v) -> d.set(DOUBLE, at + 8 * i, v));
            case F16 -> of(
                    (d, at, i) -> Float.float16ToFloat(d.get(SHORT, at + 2 * i)),
                    (d, at, i, v) -> d.set(SHORT, at + 2 * i, Float.floatToFloat16(v)));
            case BF16 -> of(
                    (d, at, i) -> Float.intBitsToFloat(d.get(SHORT, at + 2 * i) << 16),
                    (d, at, i, v) -> d.set(SHORT, at + 2 * i, roundToBfloat16(v)));
            case F8_E4M3 -> miniFloat(MiniFloat.E4M3FN);
            case F8_E5M2 -> miniFloat(MiniFloat.E5M2);
            case F8_E8M0 -> of((d, at, i) -> powerOfTwo(d.get(BYTE, at + i) & 0xFF), null);
            case I64 -> of((d, at, i) -> (float) d.get(LONG, at + 8 * i), null);
            case U64 -> of((d, at, i) -> unsigned(d.get(LONG, at + 8 * i)), null);
            case I32 -> of((d, at, i) -> (float) d.get(INT, at + 4 * i), null);
            case U32 -> of((d, at, i) -> (float) (d.get(INT, at + 4 * i) & 0xFFFFFFFFL), null);
            case I16 -> of((d, at, i) -> (float) d.get(SHORT, at + 2 * i), null);
            case U16 -> of((d, at, i) -> (float) (d.get(SHORT, at + 2 * i) & 0xFFFF), null);
            case I8 -> of((d, at, i) -> (float) d.get(BYTE, at + i), null);
            case C64 -> of(null, null);
            case U8, U7, U6, U5, U4, U3, U2, U1, BOOL -> of(
                    (d, at, i) -> (float) BitPacking.get(d, at, type.bits(), i), null);
        };
    }

    private static RowAccess miniFloat(MiniFloat kind) {
        return of(
                (d, at, i) -> kind.decode(d.get(BYTE, at + i)),
                (d, at, i, v) -> d.set(BYTE, at + i, (byte) kind.encode(v)));
    }

    private static float powerOfTwo(int code) {
        return code == 255 ? Float.NaN : Math.scalb(1f, code - 127);
    }

    private static float unsigned(long value) {
        // Halving keeps the sticky low bit, so the result is rounded once.
        return value >= 0 ? (float) value : 2f * (float) (value >>> 1 | value & 1);
    }

    private static short roundToBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }

    /** Reads one element. */
    interface Get {
        float apply(MemorySegment data, long rowOffset, long index);
    }

    /** Rounds and stores one element. */
    interface Set {
        void apply(MemorySegment data, long rowOffset, long index, float value);
    }

    private static RowAccess of(Get get, Set set) {
        return new RowAccess() {
            @Override
            public float get(MemorySegment data, long rowOffset, long index) {
                if (get == null) {
                    throw new UnsupportedOperationException("complex elements cannot be read as floats");
                }
                return get.apply(data, rowOffset, index);
            }

            @Override
            public void set(MemorySegment data, long rowOffset, long index, float value) {
                if (set == null) {
                    throw new UnsupportedOperationException("floats are rounded only to the types F64, F32, F16, BF16,"
                            + " F8_E4M3 and F8_E5M2");
                }
                set.apply(data, rowOffset, index, value);
            }
        };
    }

    /** Float32 rows are copied as a block. */
    final class Float32 implements RowAccess {
        @Override
        public float get(MemorySegment data, long rowOffset, long index) {
            return data.get(FLOAT, rowOffset + 4 * index);
        }

        @Override
        public void set(MemorySegment data, long rowOffset, long index, float value) {
            data.set(FLOAT, rowOffset + 4 * index, value);
        }

        @Override
        public void read(MemorySegment data, long rowOffset, int count, float[] into) {
            MemorySegment.copy(data, FLOAT, rowOffset, into, 0, count);
        }

        @Override
        public void write(MemorySegment data, long rowOffset, int count, float[] from) {
            MemorySegment.copy(from, 0, data, FLOAT, rowOffset, count);
        }
    }
}
