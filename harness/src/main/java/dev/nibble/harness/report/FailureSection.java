package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Outcome;
import java.util.Comparator;
import java.util.List;

/** Every cell that was wrong, failed or did not end, with the end of its log and the command that runs it again. */
final class FailureSection implements Section {
    private final List<Row<Cell>> failures;

    FailureSection(Run run) {
        failures = run.all().stream()
                .filter(r -> r.verdict() != Verdict.PASSED && r.verdict() != Verdict.UNSUPPORTED)
                .sorted(Comparator.comparing((Row<Cell> r) -> r.verdict()).reversed().thenComparing(r -> r.cell().text()))
                .toList();
    }

    @Override
    public String id() {
        return "failures";
    }

    @Override
    public String title() {
        return "Wrong, failed, timed out";
    }

    @Override
    public String emptyBecause() {
        return failures.isEmpty() ? "None: every cell either passed or was refused with a reason." : "";
    }

    private static String log(Row<Cell> row) {
        return switch (row.trace().outcome()) {
            case Outcome.Failed f -> f.logTail();
            case Outcome.TimedOut t -> t.logTail();
            default -> "";
        };
    }

    private static String detail(Row<Cell> row) {
        String detail = row.reason();
        if (row.trace().outcome() instanceof Outcome.Wrong w) {
            detail += " (largest error " + Numbers.plain(w.maxError()) + ", " + Numbers.plain(w.worstRatio())
                    + " times its bound" + (w.worstIndex() < 0 ? "" : ", at flat index " + w.worstIndex()) + ")";
        }
        return row.trace().attempts() > 1 ? detail + " (" + row.trace().attempts() + " attempts)" : detail;
    }

    @Override
    public void html(Markup out) {
        for (Row<Cell> row : failures) {
            out.open("article", "class", "failure " + row.verdict().style()).open("h3")
                    .element("span", row.verdict().sign + " " + row.verdict().words, "class", "chip " + row.verdict().style())
                    .text(" ").breakable(row.cell().text()).close().element("p", detail(row));
            if (!log(row).isBlank()) {
                out.open("details").element("summary", "end of the worker's log").element("pre", log(row).strip()).close();
            }
            out.element("p", "Run it again:", "class", "sub").element("pre", row.trace().reproduce(), "class", "command")
                    .closeLine();
        }
    }

    @Override
    public void markdown(StringBuilder out) {
        for (Row<Cell> row : failures) {
            out.append("- **").append(row.verdict().words).append("** ").append(Table.markdownText(row.cell().text()))
                    .append(": ").append(Table.markdownText(detail(row))).append("\n\n");
            indented(out, row.trace().reproduce());
        }
    }

    /** A code block by indentation, which no text can end early. */
    private static void indented(StringBuilder out, String text) {
        text.lines().forEach(line -> out.append("      ").append(line).append('\n'));
        out.append('\n');
    }
}
