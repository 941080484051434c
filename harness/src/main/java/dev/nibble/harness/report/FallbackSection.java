package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Layers that a reference kernel served because no fast one was proven for them, and tensors kept as they were. */
final class FallbackSection implements Section {
    private static final String LAYERS = "fallback.layers";

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
                : Numbers.count(total(), "layer") + " of " + affected + " out of " + Numbers.count(models.size(), "model run")
                        + " fell back to a reference kernel. Their outputs are right, their times say nothing about the format.";
    }

    @Override
    public void html(Markup out) {
        out.element("p", sentence(), "class", "lead");
        Table table = table();
        if (!table.isEmpty()) {
            table.html(out);
        }
        Map<String, Long> notes = otherNotes();
        if (!notes.isEmpty()) {
            out.open("details").element("summary", Numbers.count(notes.size(), "note") + ": tensors kept as they were, and such")
                    .open("ul");
            notes.forEach((note, n) -> out.open("li").breakable(note)
                    .element("span", " (" + n + " of " + Numbers.count(models.size(), "model run") + ")", "class", "soft").close());
            out.close().closeLine();
        }
    }

    private Table table() {
        Table table = new Table("quantizer", "format", "model", "device", "#layers", "layers and reasons");
        models.stream().filter(r -> fallbacks(r) > 0).forEach(r -> {
            String reasons = String.join("; ", r.notes().stream().filter(FallbackSection::isFallback).toList());
            table.row(Names.quantizer(r.cell()), r.cell().format(), r.cell().model(), r.cell().device(),
                    Long.toString(fallbacks(r)), reasons.isEmpty() ? "not recorded" : reasons);
        });
        return table;
    }

    private static boolean isFallback(String note) {
        return note.contains("fallback") || note.contains("fell back");
    }

    /** Notes that are not about fallbacks, each once, with the number of model runs that made it. */
    private Map<String, Long> otherNotes() {
        return models.stream().flatMap(r -> r.notes().stream().distinct()).filter(n -> !isFallback(n))
                .collect(Collectors.groupingBy(n -> n, TreeMap::new, Collectors.counting()));
    }

    @Override
    public void markdown(StringBuilder out) {
        out.append(sentence()).append("\n\n");
        Table table = table();
        if (!table.isEmpty()) {
            table.markdown(out);
        }
        otherNotes().forEach((note, n) -> out.append("- ").append(Table.markdownText(note)).append(" (").append(n)
                .append(" of ").append(Numbers.count(models.size(), "model run")).append(")\n"));
        out.append('\n');
    }
}
