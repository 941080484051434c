package dev.nibble.algorithms.gptq;

import dev.nibble.api.format.CodedFormat;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The values that the codes of a format stand for, in order, so that the nearest code of a number is found whatever the
 * format. Immutable.
 */
final class CodeGrid {
    private final float[] levels;
    private final int[] codes;
    private final double[] midpoints;
    private final boolean hasZero;

    CodeGrid(CodedFormat format) {
        levels = format.levels();
        hasZero = format.hasZero();
        codes = IntStream.range(0, levels.length)
                .filter(code -> Float.isFinite(levels[code]))
                .boxed()
                .sorted((a, b) -> Float.compare(levels[a], levels[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        midpoints = new double[codes.length - 1];
        Arrays.setAll(midpoints, i -> ((double) levels[codes[i]] + levels[codes[i + 1]]) / 2);
    }

    /** The parameters of one row's groups. */
    Row row(CodedFormat.RowParameters parameters) {
        return new Row(parameters.scales(), hasZero ? parameters.zeros() : null);
    }

    /** One row's groups. */
    final class Row {
        private final float[] scales;
        private final float[] zeros;

        private Row(float[] scales, float[] zeros) {
            this.scales = scales;
            this.zeros = zeros;
        }

        /** Whether all codes of a group mean the same, so that none is nearest. */
        boolean isFlat(int group) {
            return scales[group] == 0;
        }

        /** The code whose value is nearest to {@code value}. */
        int encode(double value, int group) {
            double level = value / scales[group] + (zeros == null ? 0 : zeros[group]);
            int low = 0;
            int high = midpoints.length;
            while (low < high) {
                int middle = low + high >>> 1;
                if (level > midpoints[middle]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return codes[low];
        }

        /** The value of a code, as the format decodes it. */
        float decode(int code, int group) {
            return (levels[code] - (zeros == null ? 0 : zeros[group])) * scales[group];
        }
    }
}
