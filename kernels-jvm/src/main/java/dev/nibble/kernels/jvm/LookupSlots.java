package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Any levels, looked up one by one in memory: not with the gather of the Vector API, which not all processors have. Some slots
 * take each of three steps together, so that no step waits for what the one before has just stored.
 *
 * @param layout of rows
 * @param levels by code
 */
record LookupSlots(SlotLayout layout, float[] levels) implements SlotDecoder {
    @Override
    public void decode(MemorySegment packed, long codes, long scales, long zeros, int from, int to, MemorySegment into, long at,
            SlotScratch scratch) {
        for (int first = from; first < to; first += SlotScratch.SLOTS) {
            int end = Math.min(to, first + SlotScratch.SLOTS);
            unpack(packed, codes, first, end, scratch.codes());
            lookUp((end - first) * F.length(), scratch.codes(), scratch.levels());
            scale(packed, scales, zeros, first, end, scratch.levels(), into, at);
        }
    }

    private void unpack(MemorySegment packed, long codes, int from, int to, int[] found) {
        int[] places = layout.places();
        int mask = (1 << layout.bits()) - 1;
        for (int s = from; s < to; s++) {
            long word = codes + SlotLayout.word(places[s]) * VECTOR_BYTES;
            IntVector.fromMemorySegment(I, packed, word, ORDER)
                    .lanewise(VectorOperators.LSHR, places[s]).and(mask).intoArray(found, (s - from) * I.length());
        }
    }

    private void lookUp(int count, int[] codes, float[] found) {
        float[] table = levels;
        for (int i = 0; i < count; i++) {
            found[i] = table[codes[i]];
        }
    }

    private void scale(MemorySegment packed, long scales, long zeros, int from, int to, float[] found, MemorySegment into,
            long at) {
        int[] offsets = layout.scaleOffsets();
        int[] columns = layout.columns();
        boolean perColumn = layout.perColumn();
        int zeroMask = layout.zeroMask();
        for (int s = from; s < to; s++) {
            FloatVector level = FloatVector.fromArray(F, found, (s - from) * F.length());
            FloatVector zero = SlotDecoder.parameter(packed, zeros + (offsets[s] & zeroMask), perColumn);
            FloatVector scale = SlotDecoder.parameter(packed, scales + offsets[s], perColumn);
            level.sub(zero).mul(scale).intoMemorySegment(into, at + (long) Float.BYTES * columns[s], ORDER);
        }
    }
}
