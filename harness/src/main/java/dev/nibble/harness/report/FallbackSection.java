package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Layers that a reference kernel served because no fast one was proven for them, and tensors kept as they were. */
final class FallbackSection implements Section {
    private static final String LAYERS = "fallback.layers";
    /** Letters of a note in Markdown. */
    private static final int LONGEST = 300;

    private final List<Row<Cell.ModelCell>> models;

    FallbackSection(Run run) {
        models = run.models().stream().filter(r -> r.verdict() == Verdict.PASSED).toList();
    }

    @Override
    public String id() {
        return "fallbacks";
    }

    @Override
    public String title() {
        return "Fallbacks and tensors kept";
    }

    @Override
    public String emptyBecause() {
        if (models.isEmpty()) {
            return "No model passed in this run, so no layer fell back.";
        }
        return models.stream().allMatch(r -> fallbacks(r) == 0 && r.notes().isEmpty())
                ? "No layer of any model fell back to a reference kernel, and no tensor was kept as it was."
                : "";
    }

    private static long fallbacks(Row<Cell.ModelCell> row) {
        return (long) row.value(LAYERS).orElse(0);
    }

    private long total() {
        return models.stream().mapToLong(FallbackSection::fallbacks).sum();
    }

    private String sentence() {
        long affected = models.stream().filter(r -> fallbacks(r) > 0).count();
        return total() == 0
                ? "No layer fell back to a reference kernel."
                : Numbers.count(total(), "layer") + " in " + affected + " of " + Numbers.count(models.size(), "model run")
                        + " fell back to a reference kernel. Their outputs are right, their times say nothing about the format.";
    }

    @Override
    public void html(Markup out) {
        out.element("p", sentence(), "class", "lead");
        Table table = table();
        if (!table.isEmpty()) {
            table.html(out);
        }
        details(out, "why they fell back", notes(true));
        details(out, "other notes: tensors kept as they were, and such", notes(false));
    }

    private void details(Markup out, String title, Map<String, Long> notes) {
        if (notes.isEmpty()) {
            return;
        }
        out.open("details").element("summary", title + " (" + notes.size() + ")").open("ul");
        notes.forEach((note, n) -> out.open("li").breakable(note)
                .element("span", " (" + share(n) + ")", "class", "soft").close());
        out.close().closeLine();
    }

    private String share(long n) {
        return n + " of " + Numbers.count(models.size(), "model run");
    }

    private Table table() {
        Table table = new Table("quantizer", "format", "model", "device", "#layers fallen back", "#of");
        models.stream().filter(r -> fallbacks(r) > 0).forEach(r -> table.row(
                Names.quantizer(r.cell()), r.cell().format(), r.cell().model(), r.cell().device(),
                Long.toString(fallbacks(r)), Numbers.tick(r.value("tensors.quantized").orElse(Double.NaN))));
        return table;
    }

    /** Notes about fallbacks, or all others, each once with the number of model runs that made it. */
    private Map<String, Long> notes(boolean fallbacks) {
        return models.stream().flatMap(r -> r.notes().stream().distinct())
                .filter(n -> fallbacks == (n.contains("fallback") || n.contains("fell back")))
                .collect(Collectors.groupingBy(n -> n, TreeMap::new, Collectors.counting()));
    }

    @Override
    public void markdown(StringBuilder out) {
        out.append(sentence()).append("\n\n");
        Table table = table();
        if (!table.isEmpty()) {
            table.markdown(out);
        }
        for (boolean fallbacks : new boolean[] {true, false}) {
            notes(fallbacks).forEach((note, n) -> out.append("- ").append(Table.markdownText(shortened(note))).append(" (")
                    .append(share(n)).append(")\n"));
        }
        out.append('\n');
    }

    private static String shortened(String note) {
        return note.length() <= LONGEST ? note : note.substring(0, LONGEST) + "… (the page has all of it)";
    }
}
