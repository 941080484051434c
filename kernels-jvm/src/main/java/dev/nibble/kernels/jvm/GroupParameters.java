package dev.nibble.kernels.jvm;

import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Reads the parameters of a panel's groups. */
final class GroupParameters {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final int LANES = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int EXPONENT_AND_MANTISSA = 0x7FFF << 13;
    private static final int SIGN = 0x80000000;
    /** From a half's exponent bias to a float's. */
    private static final float REBIAS = 0x1p112f;

    private GroupParameters() {}

    /** Puts scales and, where there are some, zeros of a panel into the scratch. */
    static void read(MemorySegment packed, long at, PanelLayout layout, Scratch scratch) {
        int vectors = layout.blocking().groups() * layout.rows() / LANES;
        switch (layout.kind()) {
            case SCALE -> copy(packed, at, scratch.scales, vectors * LANES);
            case SCALE_AND_ZERO -> both(packed, at, vectors, scratch.scales, scratch.zeros);
            case HALVES -> halves(packed, at, vectors, scratch.scales, scratch.zeros);
        }
    }

    private static void copy(MemorySegment packed, long at, float[] into, int count) {
        MemorySegment.copy(packed, Layouts.FLOAT, at, into, 0, count);
    }

    private static void both(MemorySegment packed, long at, int vectors, float[] scales, float[] zeros) {
        for (int i = 0; i < vectors; i += 2) {
            long o = at + (long) i * (2 * BYTES);
            FloatVector.fromMemorySegment(F, packed, o, ORDER).intoArray(scales, i * LANES);
            FloatVector.fromMemorySegment(F, packed, o + BYTES, ORDER).intoArray(scales, (i + 1) * LANES);
            FloatVector.fromMemorySegment(F, packed, o + 2 * BYTES, ORDER).intoArray(zeros, i * LANES);
            FloatVector.fromMemorySegment(F, packed, o + 3 * BYTES, ORDER).intoArray(zeros, (i + 1) * LANES);
        }
    }

    /** Exact for subnormal halves, too: the product puts them right. */
    private static void halves(MemorySegment packed, long at, int vectors, float[] scales, float[] zeros) {
        for (int i = 0; i < vectors; i++) {
            IntVector w = IntVector.fromMemorySegment(I, packed, at + (long) i * BYTES, ORDER);
            IntVector low = w.lanewise(VectorOperators.LSHL, 16);
            FloatVector scale = w.lanewise(VectorOperators.LSHL, 13).and(EXPONENT_AND_MANTISSA).reinterpretAsFloats().mul(REBIAS);
            FloatVector zero = w.lanewise(VectorOperators.LSHR, 3).and(EXPONENT_AND_MANTISSA).reinterpretAsFloats().mul(REBIAS);
            scale.reinterpretAsInts().or(low.and(SIGN)).reinterpretAsFloats().intoArray(scales, i * LANES);
            zero.reinterpretAsInts().or(w.and(SIGN)).reinterpretAsFloats().intoArray(zeros, i * LANES);
        }
    }

    /**
     * Sets the results of one input row to what zeros contribute: the sum of {@code -scale (zero + origin) X} over the
     * groups, X being the sum of the group's inputs.
     */
    static void offsets(PanelLayout layout, float origin, float[] sums, Scratch scratch) {
        boolean none = origin == 0 && layout.kind() == PanelLayout.Kind.SCALE;
        for (int r = 0; r < layout.rows(); r += LANES) {
            FloatVector total = FloatVector.zero(F);
            for (int g = 0; g < (none ? 0 : sums.length); g++) {
                int i = g * layout.rows() + r;
                FloatVector zero = FloatVector.fromArray(F, scratch.zeros, i).add(origin);
                total = FloatVector.fromArray(F, scratch.scales, i).mul(zero).fma(FloatVector.broadcast(F, -sums[g]), total);
            }
            total.intoArray(scratch.results, r);
        }
    }
}
