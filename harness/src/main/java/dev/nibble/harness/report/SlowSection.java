package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Quantized paths that lose against float: the ones that are worth nobody's while, and why. */
final class SlowSection implements Section {
    private final List<SlowPath> slow;
    private final boolean comparable;

    SlowSection(List<Place> places) {
        slow = SlowPath.of(places);
        comparable = places.stream().anyMatch(p -> p.floatPath().isPresent() && p.quantized().isPresent());
    }

    @Override
    public String id() {
        return "slow";
    }

    @Override
    public String title() {
        return "Quantized paths slower than the float path";
    }

    @Override
    public String emptyBecause() {
        if (!slow.isEmpty()) {
            return "";
        }
        return comparable
                ? "None: wherever both were timed, every quantized path is at least as fast as the float path."
                : "Nothing to compare: no shape was timed with both a quantized format and a dense one on one device.";
    }

    @Override
    public void html(Markup out) {
        out.element("p", Numbers.count(slow.size(), "path") + " took longer than the fastest float kernel on the same "
                + "device at the same shape (medians of hot runs). They are marked with ▼ above.", "class", "lead");
        table().html(out);
    }

    @Override
    public void markdown(StringBuilder out) {
        table().markdown(out);
    }

    private Table table() {
        Table table = new Table("kernel", "format", "device", "#shapes", "#slower by", "worst shape", "than", "reason class");
        slow.stream().collect(Collectors.groupingBy(SlowSection::path, LinkedHashMap::new, Collectors.toList()))
                .values().forEach(path -> row(table, path));
        return table;
    }

    private static List<String> path(SlowPath s) {
        Cell.KernelCell cell = s.row().cell();
        return List.of(cell.kernel(), cell.format(), cell.device(), cell.op(), s.floatKernel(), s.reason());
    }

    /** One row for all shapes of a path; the worst shape comes first in the list. */
    private static void row(Table table, List<SlowPath> path) {
        SlowPath worst = path.getFirst();
        Cell.KernelCell cell = worst.row().cell();
        String least = Numbers.times(path.getLast().ratio());
        String most = Numbers.times(worst.ratio());
        table.row(cell.kernel(), cell.format(), cell.device(), String.valueOf(path.size()),
                least.equals(most) ? most : least + " to " + most,
                cell.op() + " " + Names.place(cell) + ": " + Numbers.time(Place.hot(worst.row())), worst.floatKernel(),
                worst.reason());
    }
}
