package dev.nibble.kernels.jvm;

import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.BitSet;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Decodes slots: {@code (levels[code] - zero) * scale}. Implementations differ in how a vector of codes becomes a vector
 * of levels, and repeat the loop around it: a call that returns a vector and is not inlined costs many times more, and
 * one through an interface would not be.
 */
interface SlotDecoder {
    VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    long VECTOR_BYTES = F.vectorByteSize();
    ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /**
     * Decodes slots {@code from} to {@code to} of a row, a whole vector each.
     *
     * @param packed codes and parameters
     * @param codes where the row's codes begin, in bytes
     * @param scales where the row's scales begin, in bytes
     * @param zeros where the row's zeros begin, in bytes
     * @param into float32
     * @param at where in {@code into} the row begins, in bytes; negative if the slots do not belong to its beginning
     */
    void decode(MemorySegment packed, long codes, long scales, long zeros, int from, int to, MemorySegment into, long at,
            SlotScratch scratch);

    /**
     * The fastest decoder that gives the exact levels.
     *
     * @param levels by code
     * @param used codes that occur
     */
    static SlotDecoder of(float[] levels, BitSet used, SlotLayout layout) {
        return GridSlots.of(levels, used, layout)
                .or(() -> TableSlots.of(levels, layout))
                .or(() -> SmallFloatSlots.of(levels, used, layout))
                .orElseGet(() -> new LookupSlots(layout, levels));
    }

    /** Scales or zeros of a slot: one for all lanes, or one for each. */
    static FloatVector parameter(MemorySegment packed, long at, boolean perColumn) {
        return perColumn
                ? FloatVector.fromMemorySegment(F, packed, at, ORDER)
                : FloatVector.broadcast(F, packed.get(Layouts.FLOAT, at));
    }

    /** Whether a rule gives the very levels of all codes that occur. */
    static boolean gives(IntToFloat rule, float[] levels, BitSet used) {
        return used.stream().allMatch(code ->
                Float.floatToRawIntBits(rule.apply(code)) == Float.floatToRawIntBits(levels[code]));
    }

    /** From a code to its level. */
    interface IntToFloat {
        float apply(int code);
    }
}
