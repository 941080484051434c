package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Levels on an even grid of step 1, such as those of affine formats: {@code level = code + origin}.
 *
 * @param layout of rows
 * @param origin the level of code 0
 */
record GridSlots(SlotLayout layout, float origin) implements SlotDecoder {
    /** Empty if the levels are others. */
    static Optional<SlotDecoder> of(float[] levels, BitSet used, SlotLayout layout) {
        float origin = levels[0];
        return SlotDecoder.gives(code -> code + origin, levels, used)
                ? Optional.of(new GridSlots(layout, origin))
                : Optional.empty();
    }

    @Override
    public void decode(MemorySegment packed, long codes, long scales, long zeros, int from, int to, MemorySegment into, long at,
            SlotScratch scratch) {
        int[] places = layout.places();
        int[] offsets = layout.scaleOffsets();
        int[] columns = layout.columns();
        boolean perColumn = layout.perColumn();
        int zeroMask = layout.zeroMask();
        int mask = (1 << layout.bits()) - 1;
        for (int s = from; s < to; s++) {
            long word = codes + SlotLayout.word(places[s]) * VECTOR_BYTES;
            IntVector code = IntVector.fromMemorySegment(I, packed, word, ORDER)
                    .lanewise(VectorOperators.LSHR, places[s]).and(mask);
            FloatVector level = ((FloatVector) code.convert(VectorOperators.I2F, 0)).add(origin);
            FloatVector zero = SlotDecoder.parameter(packed, zeros + (offsets[s] & zeroMask), perColumn);
            FloatVector scale = SlotDecoder.parameter(packed, scales + offsets[s], perColumn);
            level.sub(zero).mul(scale).intoMemorySegment(into, at + (long) Float.BYTES * columns[s], ORDER);
        }
    }
}
