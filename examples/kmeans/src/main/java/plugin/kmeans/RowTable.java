package plugin.kmeans;

import dev.nibble.api.format.Component;
import dev.nibble.api.format.Cut;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatText;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Codes that index a table of float32 values, one table for each row: {@code weight[r][c] = table[r][codes[r][c]]}. Every
 * table is in ascending order. The standard rule spreads a row's table evenly from its smallest to its largest weight.
 *
 * @param bits of a code, 1 to 8
 */
public record RowTable(int bits) implements Format {
    /** How many values a table has. */
    int levels() {
        return 1 << bits;
    }

    @Override
    public String text() {
        return FormatText.of(RowTableProvider.NAME).with("bits", bits).toString();
    }

    @Override
    public List<Component> components() {
        Component table = new Component("table", ElementType.F32,
                logical -> Shape.of(logical.rows(), levels()),
                (logical, axis) -> axis == 0 ? new Cut.Along(0, 1, 1) : new Cut.Shared());
        return List.of(Component.perElement("codes", ElementType.unsigned(bits)), table);
    }

    @Override
    public Support supports(Shape logical) {
        return Support.yes().require("columns", "at least 1", Long.toString(logical.cols()), logical.cols() > 0);
    }

    @Override
    public void decodeRow(QuantizedTensor tensor, long row, float[] into) {
        float[] table = new float[levels()];
        tensor.component("table").readRow(row, table);
        byte[] codes = new byte[tensor.shape().rowLength()];
        tensor.component("codes").readCodes(row, codes);
        for (int i = 0; i < codes.length; i++) {
            into[i] = table[codes[i] & 0xFF];
        }
    }

    @Override
    public QuantizedTensor encode(Tensor weights) {
        return encode(weights, RowTable::spread);
    }

    /** Makes the table of one row. */
    @FunctionalInterface
    interface TableRule {
        /**
         * @param sorted the row's weights in ascending order, at least one
         * @param table receives the levels in ascending order
         */
        void fit(float[] sorted, float[] table);
    }

    /** Encodes with tables by a rule: each weight gets the code of the nearest level. */
    QuantizedTensor encode(Tensor weights, TableRule rule) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(this, weights.shape());
        float[] row = new float[weights.shape().rowLength()];
        float[] table = new float[levels()];
        byte[] codes = new byte[row.length];
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, row);
            requireFinite(row, r);
            float[] sorted = row.clone();
            Arrays.sort(sorted);
            rule.fit(sorted, table);
            for (int i = 0; i < row.length; i++) {
                codes[i] = (byte) nearest(table, row[i]);
            }
            builder.component("codes").writeCodes(r, codes);
            builder.component("table").writeRow(r, table);
        }
        return builder.build();
    }

    /** The standard rule. In double, since the span of two finite floats may not be one. */
    static void spread(float[] sorted, float[] table) {
        double low = sorted[0];
        double span = sorted[sorted.length - 1] - low;
        for (int code = 0; code < table.length; code++) {
            table[code] = (float) (low + span * code / (table.length - 1));
        }
    }

    /** The nearest level of an ascending table. */
    static int nearest(float[] table, float value) {
        int found = Arrays.binarySearch(table, value);
        if (found >= 0) {
            return found;
        }
        int above = -found - 1;
        if (above == 0 || above == table.length) {
            return Math.max(0, above - 1);
        }
        return (double) value - table[above - 1] <= (double) table[above] - value ? above - 1 : above;
    }

    private void requireFinite(float[] weights, long row) {
        for (int i = 0; i < weights.length; i++) {
            if (!Float.isFinite(weights[i])) {
                throw new IllegalArgumentException("weight " + weights[i] + " at row " + row + ", column " + i
                        + " cannot be encoded as " + text() + "; repair the model");
            }
        }
    }
}
