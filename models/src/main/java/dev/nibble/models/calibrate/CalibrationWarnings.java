package dev.nibble.models.calibrate;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is thin in a calibration: layers with fewer rows than channels, and channels that no row ever reached. */
public final class CalibrationWarnings {
    private static final int NAMED = 8;

    private CalibrationWarnings() {}

    /** One line for each layer that has something, layers by name; empty if all is well. */
    public static List<String> of(Calibration calibration) {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(calibration.layers()).forEach((name, stats) -> {
            if (stats.rows() < stats.channels()) {
                lines.add("layer '" + name + "' saw " + stats.rows() + " rows for " + stats.channels()
                        + " channels: its Gram matrix is singular and its means are noise; use more text");
            }
            List<Integer> dead = dead(stats);
            if (!dead.isEmpty()) {
                lines.add("layer '" + name + "': " + dead.size() + " of " + stats.channels() + " channels were 0 in all "
                        + stats.rows() + " rows: " + dead.stream().limit(NAMED).map(String::valueOf)
                                .collect(Collectors.joining(", ")) + (dead.size() > NAMED ? ", ..." : ""));
            }
        });
        return lines;
    }

    private static List<Integer> dead(ActivationStats stats) {
        float[] mean = new float[stats.channels()];
        stats.meanAbs().readRow(0, mean);
        List<Integer> dead = new ArrayList<>();
        for (int k = 0; k < mean.length; k++) {
            if (mean[k] == 0) {
                dead.add(k);
            }
        }
        return dead;
    }
}
