package dev.nibble.kernels.jvm;

import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Int8Activation;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * One row of the input, packed as vector code wants it. What the row was multiplied with to fit is undone by
 * {@link #factor()} in the end.
 */
final class InputRow {
    /** Which columns lie where in {@link #first()} and {@link #second()}, and what they are multiplied with. */
    enum Order {
        /** All columns in order in {@code first}. */
        PLAIN(1, 1, 1, 1),
        /** All in order, for 8-bit codes that are left where they are in their word: column c times 2^-8(c mod 4). */
        BYTES(1, 0x1p-8f, 0x1p-16f, 1),
        /**
         * The first half of each block in {@code first}, the second in {@code second}, for nibbles that are left where
         * they are: nibble n times 2^-4n. The highest is shifted down in both cases, as it would be negative.
         */
        NIBBLES(1, 0x1p-4f, 0x1p-8f, 0x1p-12f),
        /** The same for two codes of 2 bits in each nibble. */
        CRUMBS(1, 1, 0x1p-4f, 0x1p-4f, 0x1p-8f, 0x1p-8f, 0x1p-12f, 0x1p-12f),
        /** The {@link LanePairs} of {@link NibblePairs}: in {@code first} the pairs, in {@code second} the starts. */
        PAIRS(1, 1, 1, 1),
        /** The same of {@link CrumbPairs}. */
        CRUMB_PAIRS(1, 1, 1, 1),
        /** All in order, times 2^60, for the expansion of E4M3; the product is to be multiplied by 2^60 again. */
        E4M3(0x1p60f, 0x1p60f, 0x1p60f, 0x1p60f),
        /** The same with 2^56, for E5M2. */
        E5M2(0x1p56f, 0x1p56f, 0x1p56f, 0x1p56f),
        /** As NIBBLES, for nibbles that are looked up: times 1. */
        HALVES(1, 1, 1, 1),
        /** In {@code first} the {@link PairSums} of all pairs of columns. */
        TABLES(1, 1, 1, 1);

        private final float[] factors;

        Order(float... factors) {
            this.factors = factors;
        }

        private float first(int column) {
            return factors[column % factors.length];
        }

        /** Factors of the second half. */
        private float second(int column) {
            boolean shifted = this != NIBBLES && this != CRUMBS || first(column) == 0x1p-12f;
            return shifted ? 1 : 0x1p-16f * first(column);
        }

        /** Whether columns are multiplied with powers of two, or added up. */
        private boolean scales() {
            return this == BYTES || this == NIBBLES || this == CRUMBS || this == E4M3 || this == E5M2 || this == TABLES;
        }
    }

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int SPAN = 60;
    /** Columns after which factors recur. */
    private static final int PERIOD = 8;

    private final Blocking blocking;
    private final Order order;
    private final boolean hasSums;
    private final float[] raw;
    private final float[] first;
    private final float[] second;
    private final float[] firstFactors;
    private final float[] secondFactors;
    private final float[] sums;
    private final PairSums pairSums;
    private final LanePairs lanePairs;
    private final Optional<InputCodes> codes;
    private float factor;

    /**
     * @param activation of the row
     * @param hasSums whether the sums of groups are wanted
     * @param zero for pairs the code that counts as zero
     * @param levels for TABLES those of the four codes
     */
    InputRow(Blocking blocking, Activation activation, Order order, boolean hasSums, int zero, float[] levels) {
        int columns = blocking.packedColumns();
        boolean halves = order == Order.NIBBLES || order == Order.CRUMBS || order == Order.HALVES;
        this.blocking = blocking;
        this.order = order;
        this.hasSums = hasSums;
        this.raw = new float[columns];
        this.pairSums = order == Order.TABLES ? new PairSums(levels) : null;
        this.lanePairs = switch (order) {
            case PAIRS -> new LanePairs(blocking, 4, NibblePairs.MIDDLE, zero);
            case CRUMB_PAIRS -> new LanePairs(blocking, 2, 0, zero);
            default -> null;
        };
        this.first = lanePairs != null ? lanePairs.pairs()
                : new float[halves ? columns / 2 : pairSums != null ? PairSums.size(blocking) : columns];
        this.second = lanePairs != null ? lanePairs.starts() : new float[halves ? columns / 2 : 0];
        this.firstFactors = new float[PERIOD + LANES];
        this.secondFactors = new float[PERIOD + LANES];
        for (int i = 0; i < firstFactors.length; i++) {
            firstFactors[i] = order.first(i);
            secondFactors[i] = order.second(i);
        }
        this.sums = new float[blocking.groups()];
        this.codes = activation instanceof Int8Activation int8 ? Optional.of(InputCodes.of(int8)) : Optional.empty();
    }

    /** One in plain order. */
    static InputRow plain(Blocking blocking, Activation activation) {
        return new InputRow(blocking, activation, Order.PLAIN, false, 0, new float[0]);
    }

    float[] first() {
        return first;
    }

    float[] second() {
        return second;
    }

    /** Sums of groups of the row as it is here, before it is multiplied to suit the order. */
    float[] sums() {
        return sums;
    }

    /** For pairs what is to be added to the sum of each block. */
    int[] lifts() {
        return lanePairs.lifts();
    }

    /** What results are to be multiplied with. */
    float factor() {
        return factor;
    }

    /**
     * Packs a row, quantized as the activation says.
     *
     * @param offset of its first column, in bytes
     */
    void pack(MemorySegment input, long offset) {
        copy(input, offset);
        if (codes.isPresent()) {
            factor = codes.get().quantize(raw);
        } else {
            normalize(InputCodes.largest(raw));
        }
        if (hasSums) {
            sum();
        }
        switch (order) {
            case PLAIN -> System.arraycopy(raw, 0, first, 0, raw.length);
            case BYTES, E4M3, E5M2 -> scale(raw, 0, firstFactors, first, 0, raw.length);
            case NIBBLES, CRUMBS, HALVES -> split();
            case PAIRS, CRUMB_PAIRS -> lanePairs.write(raw);
            case TABLES -> pairSums.write(raw, blocking, first);
        }
    }

    private void copy(MemorySegment input, long offset) {
        if (!blocking.isPadded()) {
            MemorySegment.copy(input, Layouts.FLOAT, offset, raw, 0, raw.length);
            return;
        }
        for (int block = 0; block < blocking.blocks(); block++) {
            long at = offset + (long) blocking.start(block) * Float.BYTES;
            MemorySegment.copy(input, Layouts.FLOAT, at, raw, block * blocking.length(), blocking.count(block));
        }
    }

    /** Rows near the ends of the float range are moved away from them, as the factors of the order would lose their bits. */
    private void normalize(float max) {
        int exponent = Math.getExponent(max);
        if (!order.scales() || max == 0 || Math.abs(exponent) <= SPAN) {
            factor = 1;
            return;
        }
        float up = Math.scalb(1f, exponent < 0 ? -SPAN - exponent : SPAN - exponent);
        factor = 1 / up;
        for (int i = 0; i < raw.length; i++) {
            raw[i] *= up;
        }
    }

    private void sum() {
        int group = blocking.pieces() * blocking.length();
        for (int g = 0; g < sums.length; g++) {
            sums[g] = sum(g * group, (g + 1) * group);
        }
    }

    private float sum(int from, int to) {
        FloatVector sum = FloatVector.zero(F);
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            sum = sum.add(FloatVector.fromArray(F, raw, i));
        }
        float total = sum.reduceLanes(VectorOperators.ADD);
        for (; i < to; i++) {
            total += raw[i];
        }
        return total;
    }

    private static void scale(float[] from, int at, float[] factors, float[] into, int to, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector by = FloatVector.fromArray(F, factors, i % PERIOD);
            FloatVector.fromArray(F, from, at + i).mul(by).intoArray(into, to + i);
        }
        for (; i < count; i++) {
            into[to + i] = from[at + i] * factors[i % PERIOD];
        }
    }

    private void split() {
        int half = blocking.length() / 2;
        for (int block = 0; block < blocking.blocks(); block++) {
            scale(raw, 2 * block * half, firstFactors, first, block * half, half);
            scale(raw, (2 * block + 1) * half, secondFactors, second, block * half, half);
        }
    }
}
