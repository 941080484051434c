package plugin.kmeans;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import java.util.Arrays;
import java.util.List;

/** Fits the table of each row to its weights by k-means: Lloyd, "Least squares quantization in PCM" (1982). */
public final class Kmeans implements Quantizer {
    @Override
    public String name() {
        return "kmeans";
    }

    @Override
    public String description() {
        return "k-means tables, one for each row, the better of two starts (Lloyd 1982)";
    }

    @Override
    public List<Option> options() {
        return List.of(Option.integer("iterations", 200, "Lloyd's iterations at most"));
    }

    @Override
    public Support supports(Format format) {
        return Support.yes().require("format", "rowtable:bits=1 to 8", format.text(), format instanceof RowTable);
    }

    @Override
    public QuantizeResult quantize(QuantizeRequest request) {
        long iterations = request.settings().integer("iterations");
        if (iterations < 0) {
            throw new IllegalArgumentException("option iterations must be at least 0, not " + iterations);
        }
        RowTable format = (RowTable) request.format();
        return QuantizeResult.of(format.encode(request.weights(), (sorted, table) -> fit(sorted, table, iterations)));
    }

    /** Fills the table with the row's values where it has room for all of them. */
    private static boolean isWhole(float[] sorted, float[] table) {
        int known = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                if (known == table.length) {
                    return false;
                }
                table[known++] = sorted[i];
            }
        }
        Arrays.fill(table, known, table.length, sorted[sorted.length - 1]);
        return true;
    }

    /** Of two starts, since k-means only finds the nearest valley: the format's own rule, and quantiles. */
    private static void fit(float[] sorted, float[] table, long iterations) {
        if (isWhole(sorted, table)) {
            return;
        }
        Lloyd lloyd = new Lloyd(sorted);
        RowTable.spread(sorted, table);
        lloyd.improve(table, iterations);
        float[] other = new float[table.length];
        for (int code = 0; code < other.length; code++) {
            other[code] = sorted[(int) ((2L * code + 1) * sorted.length / (2L * other.length))];
        }
        lloyd.improve(other, iterations);
        if (lloyd.error(other) < lloyd.error(table)) {
            System.arraycopy(other, 0, table, 0, table.length);
        }
    }
}
