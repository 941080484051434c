package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Any levels, looked up one by one in memory. Not with the gather of the Vector API, which not all processors have and which
 * is no faster on those that do.
 *
 * @param layout of rows
 * @param levels by code
 */
record LookupSlots(SlotLayout layout, float[] levels) implements SlotDecoder {
    @Override
    public void decode(MemorySegment packed, long codes, long scales, long zeros, int from, int to, MemorySegment into, long at,
            SlotScratch scratch) {
        int[] places = layout.places();
        int[] offsets = layout.scaleOffsets();
        int[] columns = layout.columns();
        boolean perColumn = layout.perColumn();
        int zeroMask = layout.zeroMask();
        int mask = (1 << layout.bits()) - 1;
        int[] indices = scratch.codes();
        float[] found = scratch.levels();
        for (int s = from; s < to; s++) {
            long word = codes + SlotLayout.word(places[s]) * VECTOR_BYTES;
            IntVector.fromMemorySegment(I, packed, word, ORDER)
                    .lanewise(VectorOperators.LSHR, places[s]).and(mask).intoArray(indices, 0);
            for (int lane = 0; lane < F.length(); lane++) {
                found[lane] = levels[indices[lane]];
            }
            FloatVector level = FloatVector.fromArray(F, found, 0);
            FloatVector zero = SlotDecoder.parameter(packed, zeros + (offsets[s] & zeroMask), perColumn);
            FloatVector scale = SlotDecoder.parameter(packed, scales + offsets[s], perColumn);
            level.sub(zero).mul(scale).intoMemorySegment(into, at + (long) Float.BYTES * columns[s], ORDER);
        }
    }
}
