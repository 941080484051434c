package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Any levels, as many as two vectors hold at most: looked up in registers.
 *
 * @param layout of rows
 * @param table bits of the levels by code, repeated until two vectors are full: bits above the code then do no harm
 */
record TableSlots(SlotLayout layout, int[] table) implements SlotDecoder {
    /** Empty if there are more levels. */
    static Optional<SlotDecoder> of(float[] levels, SlotLayout layout) {
        int[] table = new int[2 * layout.lanes()];
        if (levels.length > table.length) {
            return Optional.empty();
        }
        for (int i = 0; i < table.length; i++) {
            table[i] = Float.floatToRawIntBits(levels[i % levels.length]);
        }
        return Optional.of(new TableSlots(layout, table));
    }

    @Override
    public void decode(MemorySegment packed, long codes, long scales, long zeros, int from, int to, MemorySegment into, long at,
            SlotScratch scratch) {
        int[] places = layout.places();
        int[] offsets = layout.scaleOffsets();
        int[] columns = layout.columns();
        boolean perColumn = layout.perColumn();
        int zeroMask = layout.zeroMask();
        IntVector low = IntVector.fromArray(I, table, 0);
        IntVector high = IntVector.fromArray(I, table, I.length());
        for (int s = from; s < to; s++) {
            long word = codes + SlotLayout.word(places[s]) * VECTOR_BYTES;
            IntVector code = IntVector.fromMemorySegment(I, packed, word, ORDER).lanewise(VectorOperators.LSHR, places[s]);
            FloatVector level = code.selectFrom(low, high).reinterpretAsFloats();
            FloatVector zero = SlotDecoder.parameter(packed, zeros + (offsets[s] & zeroMask), perColumn);
            FloatVector scale = SlotDecoder.parameter(packed, scales + offsets[s], perColumn);
            level.sub(zero).mul(scale).intoMemorySegment(into, at + (long) Float.BYTES * columns[s], ORDER);
        }
    }
}
