package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A quantized path that is slower than the float path at the same shape on the same device.
 *
 * @param row the quantized path
 * @param floatKernel what it is compared with
 * @param ratio its time over the float path's time
 * @param reason class of the reason as the harness found it
 */
record SlowPath(Row<Cell.KernelCell> row, String floatKernel, double ratio, String reason) {
    private static final Pattern REASON = Pattern.compile("slower than the float path.*reason class: *([^;,.]+)");

    static List<SlowPath> of(List<Place> places) {
        List<SlowPath> slow = new ArrayList<>();
        for (Place place : places) {
            place.floatPath().ifPresent(reference -> place.rows().stream()
                    .filter(r -> !Names.isFloat(r.cell()) && Place.hot(r) > Place.hot(reference))
                    .forEach(r -> slow.add(new SlowPath(r, reference.cell().kernel(), Place.hot(r) / Place.hot(reference),
                            reason(r)))));
        }
        slow.sort(Comparator.comparing(SlowPath::ratio).reversed().thenComparing(s -> s.row().cell().text()));
        return slow;
    }

    private static String reason(Row<Cell.KernelCell> row) {
        return row.notes().stream()
                .map(REASON::matcher)
                .filter(Matcher::find)
                .map(m -> m.group(1).strip())
                .findFirst()
                .orElse("not recorded");
    }
}
