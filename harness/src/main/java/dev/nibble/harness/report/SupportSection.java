package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which kernel serves which format, per operation: proven, wrong, failed, or refused and why. */
final class SupportSection implements Section {
    private static final int TOOLTIP_LINES = 6;
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** Cells by operation, then format, then kernel and device. */
    private final Map<String, Map<String, Map<String, List<Row<Cell.KernelCell>>>>> maps = new TreeMap<>();
    private final List<Row<Cell.KernelCell>> rows;

    SupportSection(Run run) {
        rows = run.kernels();
        for (Row<Cell.KernelCell> row : rows) {
            maps.computeIfAbsent(op(row.cell()), _ -> new TreeMap<>(SupportSection::natural))
                    .computeIfAbsent(row.cell().format(), _ -> new TreeMap<>())
                    .computeIfAbsent(row.cell().kernel() + "@" + row.cell().device(), _ -> new ArrayList<>())
                    .add(row);
        }
    }

    /** Orders numbers in names by value, so that {@code bits=2} comes before {@code bits=16}. */
    private static int natural(String a, String b) {
        Comparator<String> padded = Comparator.comparing(s -> NUMBER.matcher(s).replaceAll(m -> "0".repeat(Math.max(0, 12 - m.group().length())) + m.group()));
        return padded.thenComparing(Comparator.naturalOrder()).compare(a, b);
    }

    private static String op(Cell.KernelCell cell) {
        return cell.activation().equals("f32") ? cell.op() : cell.op() + " with " + cell.activation() + " activations";
    }

    @Override
    public String id() {
        return "support";
    }

    @Override
    public String title() {
        return "Support: format by kernel";
    }

    @Override
    public String emptyBecause() {
        return maps.isEmpty() ? "No kernel cell is part of this run." : "";
    }

    @Override
    public void html(Markup out) {
        out.element("p", "Each place sums up its cells and shows the worst of them: wrong before failed, timed out, passed and "
                + "unsupported. Point at one for the reasons.", "class", "lead");
        out.open("div", "class", "legend");
        for (Verdict verdict : List.of(Verdict.values()).reversed()) {
            out.open("span", "class", "key").element("span", verdict.sign, "class", "chip " + verdict.style())
                    .text(verdict.words).close();
        }
        out.closeLine();
        maps.forEach((op, byFormat) -> map(out, op, byFormat));
        Table reasons = reasons();
        if (!reasons.isEmpty()) {
            out.element("h3", "Reasons");
            reasons.html(out);
        }
    }

    private static List<String> kernels(Map<String, Map<String, List<Row<Cell.KernelCell>>>> byFormat) {
        return byFormat.values().stream().flatMap(m -> m.keySet().stream()).distinct().sorted().toList();
    }

    private static void map(Markup out, String op, Map<String, Map<String, List<Row<Cell.KernelCell>>>> byFormat) {
        List<String> kernels = kernels(byFormat);
        out.element("h3", op).open("div", "class", "scroll", "tabindex", "0").open("table", "class", "heat").open("thead")
                .open("tr").element("th", "format", "scope", "col");
        kernels.forEach(k -> out.open("th", "scope", "col").breakable(k).close());
        out.close().close().open("tbody");
        byFormat.forEach((format, byKernel) -> {
            out.open("tr").open("th", "scope", "row").breakable(format).close();
            kernels.forEach(k -> place(out, byKernel.getOrDefault(k, List.of())));
            out.closeLine();
        });
        out.close().close().closeLine();
    }

    private static void place(Markup out, List<Row<Cell.KernelCell>> rows) {
        if (rows.isEmpty()) {
            out.element("td", "·", "class", "v-none", "title", "not part of this run");
            return;
        }
        Verdict worst = worst(rows);
        out.open("td", "class", worst.style(), "title", tooltip(rows)).element("span", worst.sign, "class", "sign")
                .element("span", " " + summary(rows), "class", "count").close();
    }

    private static Verdict worst(List<Row<Cell.KernelCell>> rows) {
        return rows.stream().map(Row::verdict).max(Comparator.naturalOrder()).orElseThrow();
    }

    /** The count of the worst verdict, and of how many if there are others. */
    private static String summary(List<Row<Cell.KernelCell>> rows) {
        long worst = rows.stream().filter(r -> r.verdict() == worst(rows)).count();
        return worst == rows.size() ? String.valueOf(worst) : worst + "/" + rows.size();
    }

    private static String tooltip(List<Row<Cell.KernelCell>> rows) {
        Map<Verdict, Long> counts = rows.stream()
                .collect(Collectors.groupingBy(Row::verdict, () -> new EnumMap<>(Verdict.class), Collectors.counting()));
        String head = counts.entrySet().stream().map(e -> e.getValue() + " " + e.getKey().words)
                .collect(Collectors.joining(", "));
        List<String> reasons = rows.stream().filter(r -> !r.reason().isEmpty())
                .map(r -> Names.place(r.cell()) + ": " + r.reason()).distinct().toList();
        String more = reasons.size() > TOOLTIP_LINES ? "\nand " + (reasons.size() - TOOLTIP_LINES) + " more" : "";
        return head + reasons.stream().limit(TOOLTIP_LINES).map(r -> "\n" + r).collect(Collectors.joining()) + more;
    }

    /** Every reason once, with what it hit. */
    private Table reasons() {
        Map<String, List<Row<Cell.KernelCell>>> byReason = new LinkedHashMap<>();
        rows.stream().filter(r -> !r.reason().isEmpty())
                .sorted(Comparator.comparing((Row<Cell.KernelCell> r) -> r.verdict()).reversed()
                        .thenComparing(r -> r.cell().kernel()).thenComparing(Row::reason))
                .forEach(r -> byReason.computeIfAbsent(r.verdict().words + '\n' + r.cell().kernel() + '\n' + r.reason(),
                        _ -> new ArrayList<>()).add(r));
        Table table = new Table("verdict", "kernel", "reason", "formats", "#cells");
        byReason.values().forEach(hit -> table.row(
                hit.getFirst().verdict().sign + " " + hit.getFirst().verdict().words, hit.getFirst().cell().kernel(),
                hit.getFirst().reason(), formats(hit), String.valueOf(hit.size())));
        return table;
    }

    private static String formats(List<Row<Cell.KernelCell>> rows) {
        List<String> formats = rows.stream().map(r -> r.cell().format()).distinct().sorted(SupportSection::natural).toList();
        return formats.size() <= 3 ? String.join("; ", formats) : formats.getFirst() + " and " + (formats.size() - 1) + " more";
    }

    @Override
    public void markdown(StringBuilder out) {
        maps.forEach((op, byFormat) -> {
            out.append("### ").append(Table.markdownText(op)).append("\n\n");
            List<String> kernels = kernels(byFormat);
            List<String> titles = new ArrayList<>(List.of("format"));
            titles.addAll(kernels);
            Table table = new Table(titles.toArray(String[]::new));
            byFormat.forEach((format, byKernel) -> {
                List<String> cells = new ArrayList<>(List.of(format));
                kernels.forEach(k -> cells.add(byKernel.containsKey(k)
                        ? worst(byKernel.get(k)).sign + " " + worst(byKernel.get(k)).words : ""));
                table.row(cells.toArray(String[]::new));
            });
            table.markdown(out);
        });
        Table reasons = reasons();
        if (!reasons.isEmpty()) {
            reasons.markdown(out);
        }
    }
}
