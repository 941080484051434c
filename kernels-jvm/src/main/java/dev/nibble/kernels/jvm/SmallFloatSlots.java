package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Levels that are binary floats of fewer bits, with subnormals, such as FP8 and float16: sign, exponent and mantissa are moved
 * to where float32 has them, and the difference of the biases is added to the exponent. Subnormals are converted as integers,
 * since the processor takes a hundred cycles for arithmetic on subnormal float32.
 *
 * @param layout of rows
 * @param exponentBits of the floats, 2 to 8
 */
record SmallFloatSlots(SlotLayout layout, int exponentBits) implements SlotDecoder {
    private static final int FLOAT_MANTISSA = 23;
    private static final int FLOAT_BIAS = 127;

    /** Empty if codes that occur have other levels, infinities and NaN among them. */
    static Optional<SlotDecoder> of(float[] levels, BitSet used, SlotLayout layout) {
        return IntStream.rangeClosed(2, Math.min(8, layout.bits() - 2))
                .mapToObj(exponentBits -> new SmallFloatSlots(layout, exponentBits))
                .filter(candidate -> SlotDecoder.gives(candidate::level, levels, used))
                .map(SlotDecoder.class::cast)
                .findFirst();
    }

    private int mantissaBits() {
        return layout.bits() - 1 - exponentBits;
    }

    private int bias() {
        return (1 << exponentBits - 1) - 1;
    }

    /** Smallest magnitude, as a code, that needs no conversion of its own: bfloat16 has the subnormals of float32. */
    private int firstNormal() {
        return bias() == FLOAT_BIAS ? 0 : 1 << mantissaBits();
    }

    /** The smallest positive number; where none is converted, one with which multiplying is fast. */
    private float unit() {
        return firstNormal() == 0 ? 1 : Math.scalb(1f, 1 - bias() - mantissaBits());
    }

    /** What {@link #decode} does to one code. */
    private float level(int code) {
        int sign = code >>> layout.bits() - 1 << 31;
        int magnitude = code & (1 << layout.bits() - 1) - 1;
        float value = magnitude < firstNormal()
                ? magnitude * unit()
                : Float.intBitsToFloat(
                        (magnitude << FLOAT_MANTISSA - mantissaBits()) + (FLOAT_BIAS - bias() << FLOAT_MANTISSA));
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) | sign);
    }

    @Override
    public void decode(MemorySegment packed, long codes, long scales, long zeros, int from, int to, MemorySegment into, long at,
            SlotScratch scratch) {
        int[] places = layout.places();
        int[] offsets = layout.scaleOffsets();
        int[] columns = layout.columns();
        boolean perColumn = layout.perColumn();
        int zeroMask = layout.zeroMask();
        int signBit = 1 << layout.bits() - 1;
        int signShift = Integer.SIZE - layout.bits();
        int shift = FLOAT_MANTISSA - mantissaBits();
        int rebias = FLOAT_BIAS - bias() << FLOAT_MANTISSA;
        int firstNormal = firstNormal();
        float unit = unit();
        for (int s = from; s < to; s++) {
            long word = codes + SlotLayout.word(places[s]) * VECTOR_BYTES;
            IntVector code = IntVector.fromMemorySegment(I, packed, word, ORDER).lanewise(VectorOperators.LSHR, places[s]);
            IntVector magnitude = code.and(signBit - 1);
            IntVector normal = magnitude.lanewise(VectorOperators.LSHL, shift).add(rebias);
            IntVector subnormal = ((FloatVector) magnitude.convert(VectorOperators.I2F, 0)).mul(unit).reinterpretAsInts();
            FloatVector level = normal.blend(subnormal, magnitude.compare(VectorOperators.LT, firstNormal))
                    .or(code.and(signBit).lanewise(VectorOperators.LSHL, signShift)).reinterpretAsFloats();
            FloatVector zero = SlotDecoder.parameter(packed, zeros + (offsets[s] & zeroMask), perColumn);
            FloatVector scale = SlotDecoder.parameter(packed, scales + offsets[s], perColumn);
            level.sub(zero).mul(scale).intoMemorySegment(into, at + (long) Float.BYTES * columns[s], ORDER);
        }
    }
}
