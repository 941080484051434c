package dev.nibble.kernels.jvm;

import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
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
    /** Where a half's bits lie after its sign was put on top and the rest moved down by three. */
    private static final int HALF = 0x80000000 | 0x7FFF << 13;
    /** From a half's exponent bias to a float's. */
    private static final float REBIAS = 0x1p112f;

    private GroupParameters() {}

    /** Puts scales and, where there are some, zeros of a panel into the scratch. */
    static void read(MemorySegment packed, long at, PanelLayout layout, Scratch scratch) {
        int groups = layout.blocking().groups();
        if (layout.kind() == PanelLayout.Kind.SCALE) {
            MemorySegment.copy(packed, Layouts.FLOAT, at, scratch.scales, 0, groups * layout.rows());
            return;
        }
        long step = layout.groupBytes();
        for (int half = 0; half < 2; half++) {
            if (layout.kind() == PanelLayout.Kind.HALVES) {
                readHalves(packed, at + half * BYTES, step, groups, half * LANES, scratch.scales, scratch.zeros);
            } else {
                readFloats(packed, at + half * BYTES, step, groups, half * LANES, scratch.scales, scratch.zeros);
            }
        }
    }

    private static void readFloats(
            MemorySegment packed, long at, long step, int groups, int to, float[] scales, float[] zeros) {
        for (int g = 0; g < groups; g++) {
            long o = at + g * step;
            FloatVector.fromMemorySegment(F, packed, o, ORDER).intoArray(scales, to + g * 2 * LANES);
            FloatVector.fromMemorySegment(F, packed, o + 2 * BYTES, ORDER).intoArray(zeros, to + g * 2 * LANES);
        }
    }

    /** Sign, exponent and mantissa are put where a float has them; the product puts subnormal halves right, too. */
    private static void readHalves(
            MemorySegment packed, long at, long step, int groups, int to, float[] scales, float[] zeros) {
        for (int g = 0; g < groups; g++) {
            IntVector w = IntVector.fromMemorySegment(I, packed, at + g * step, ORDER);
            w.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF).reinterpretAsFloats().mul(REBIAS)
                    .intoArray(scales, to + g * 2 * LANES);
            w.lanewise(VectorOperators.ASHR, 3).and(HALF).reinterpretAsFloats().mul(REBIAS).intoArray(zeros, to + g * 2 * LANES);
        }
    }

    /**
     * Puts the scales of one of two panels into the scratch, and into the results of one input row what zeros contribute: the
     * sum of {@code scale (-X (zero + origin))} over the groups, X being the sum of the group's inputs. In that order: with
     * scales near the largest float and small inputs, the product of scale and zero would overflow.
     *
     * @param which of the two: 0 or 1
     */
    static void begin(MemorySegment packed, long at, PanelLayout layout, int which, float origin, float[] sums, Scratch scratch) {
        int groups = layout.blocking().groups();
        if (layout.kind() == PanelLayout.Kind.SCALE && origin == 0) {
            MemorySegment.copy(packed, Layouts.FLOAT, at, scratch.scales, which * groups * layout.rows(), groups * layout.rows());
            Arrays.fill(scratch.results, which * layout.rows(), (which + 1) * layout.rows(), 0f);
            return;
        }
        long step = layout.groupBytes();
        for (int half = 0; half < 2; half++) {
            long from = at + half * BYTES;
            int to = which * groups * layout.rows() + half * LANES;
            int result = which * layout.rows() + half * LANES;
            switch (layout.kind()) {
                case SCALE ->
                    beginScales(packed, from, step, groups, to, result, origin, sums, scratch.scales, scratch.results);
                case SCALE_AND_ZERO ->
                    beginFloats(packed, from, step, groups, to, result, origin, sums, scratch.scales, scratch.results);
                case HALVES ->
                    beginHalves(packed, from, step, groups, to, result, origin, sums, scratch.scales, scratch.results);
            }
        }
    }

    private static void beginScales(MemorySegment packed, long at, long step, int groups, int to, int result, float origin,
            float[] sums, float[] scales, float[] results) {
        FloatVector total = FloatVector.zero(F);
        for (int g = 0; g < groups; g++) {
            FloatVector scale = FloatVector.fromMemorySegment(F, packed, at + g * step, ORDER);
            scale.intoArray(scales, to + g * 2 * LANES);
            total = scale.fma(FloatVector.broadcast(F, -origin * sums[g]), total);
        }
        total.intoArray(results, result);
    }

    private static void beginFloats(MemorySegment packed, long at, long step, int groups, int to, int result, float origin,
            float[] sums, float[] scales, float[] results) {
        FloatVector total = FloatVector.zero(F);
        for (int g = 0; g < groups; g++) {
            long o = at + g * step;
            FloatVector scale = FloatVector.fromMemorySegment(F, packed, o, ORDER);
            FloatVector zero = FloatVector.fromMemorySegment(F, packed, o + 2 * BYTES, ORDER).add(origin);
            scale.intoArray(scales, to + g * 2 * LANES);
            total = zero.mul(-sums[g]).fma(scale, total);
        }
        total.intoArray(results, result);
    }

    private static void beginHalves(MemorySegment packed, long at, long step, int groups, int to, int result, float origin,
            float[] sums, float[] scales, float[] results) {
        FloatVector total = FloatVector.zero(F);
        for (int g = 0; g < groups; g++) {
            IntVector w = IntVector.fromMemorySegment(I, packed, at + g * step, ORDER);
            FloatVector scale = w.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF)
                    .reinterpretAsFloats().mul(REBIAS);
            FloatVector zero = w.lanewise(VectorOperators.ASHR, 3).and(HALF).reinterpretAsFloats().mul(REBIAS).add(origin);
            scale.intoArray(scales, to + g * 2 * LANES);
            total = zero.mul(-sums[g]).fma(scale, total);
        }
        total.intoArray(results, result);
    }
}
