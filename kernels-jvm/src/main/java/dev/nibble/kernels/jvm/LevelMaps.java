package dev.nibble.kernels.jvm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The ways to look a code up. */
final class LevelMaps {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();

    private LevelMaps() {}

    /** The fastest for these levels on this machine. */
    static LevelMap of(Levels levels) {
        if (levels.isGrid()) {
            return new Grid(levels.origin());
        }
        if (levels.expansion().isPresent()) {
            return new MiniFloat(levels.expansion().get());
        }
        return levels.values().length <= 16 && NibbleTable.fits()
                ? new Permuted(levels.sixteen())
                : new Gathered(levels.finite());
    }

    /** {@code level = code - origin}. */
    private record Grid(float origin) implements LevelMap {
        @Override
        public void map(int[] codes, int columns, int rows, float[] scales, float[] zeros, int group, float[] into, int at) {
            for (int r = 0; r < rows; r += LANES) {
                FloatVector scale = FloatVector.fromArray(F, scales, group + r);
                FloatVector zero = FloatVector.fromArray(F, zeros, group + r);
                for (int c = 0; c < columns; c++) {
                    int i = c * rows + r;
                    ((FloatVector) IntVector.fromArray(I, codes, i).convert(VectorOperators.I2F, 0)).sub(origin).sub(zero)
                            .mul(scale).intoArray(into, at + i);
                }
            }
        }
    }

    /** Sign, exponent and mantissa put where a float32 has them. */
    private record MiniFloat(Levels.Expansion expansion) implements LevelMap {
        @Override
        public void map(int[] codes, int columns, int rows, float[] scales, float[] zeros, int group, float[] into, int at) {
            int shift = expansion.shift();
            int mask = expansion.mask();
            float factor = expansion.factor();
            for (int r = 0; r < rows; r += LANES) {
                FloatVector scale = FloatVector.fromArray(F, scales, group + r);
                FloatVector zero = FloatVector.fromArray(F, zeros, group + r);
                for (int c = 0; c < columns; c++) {
                    int i = c * rows + r;
                    IntVector.fromArray(I, codes, i).lanewise(VectorOperators.LSHL, 24).lanewise(VectorOperators.ASHR, shift)
                            .and(mask).reinterpretAsFloats().mul(factor).sub(zero).mul(scale).intoArray(into, at + i);
                }
            }
        }
    }

    /** A table in a vector. */
    private record Permuted(float[] table) implements LevelMap {
        @Override
        public void map(int[] codes, int columns, int rows, float[] scales, float[] zeros, int group, float[] into, int at) {
            IntVector levels = FloatVector.fromArray(F, table, 0).reinterpretAsInts();
            for (int r = 0; r < rows; r += LANES) {
                FloatVector scale = FloatVector.fromArray(F, scales, group + r);
                FloatVector zero = FloatVector.fromArray(F, zeros, group + r);
                for (int c = 0; c < columns; c++) {
                    int i = c * rows + r;
                    IntVector.fromArray(I, codes, i).selectFrom(levels).reinterpretAsFloats().sub(zero).mul(scale)
                            .intoArray(into, at + i);
                }
            }
        }
    }

    /** A table in memory. */
    private record Gathered(float[] table) implements LevelMap {
        @Override
        public void map(int[] codes, int columns, int rows, float[] scales, float[] zeros, int group, float[] into, int at) {
            for (int r = 0; r < rows; r += LANES) {
                FloatVector scale = FloatVector.fromArray(F, scales, group + r);
                FloatVector zero = FloatVector.fromArray(F, zeros, group + r);
                for (int c = 0; c < columns; c++) {
                    int i = c * rows + r;
                    FloatVector.fromArray(F, table, 0, codes, i).sub(zero).mul(scale).intoArray(into, at + i);
                }
            }
        }
    }
}
