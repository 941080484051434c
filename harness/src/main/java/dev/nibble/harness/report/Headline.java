package dev.nibble.harness.report;

import dev.nibble.harness.trace.Trace;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The top of the report: what was run, how it ended, and what to take home. */
final class Headline {
    private final Run run;
    private final List<Findings.Finding> findings;
    private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);

    Headline(Run run, List<Place> places) {
        this.run = run;
        findings = new Findings(run, places).sentences();
        for (Verdict verdict : Verdict.values()) {
            counts.put(verdict, run.all().stream().filter(r -> r.verdict() == verdict).count());
        }
    }

    private static List<Verdict> order() {
        return List.of(Verdict.PASSED, Verdict.WRONG, Verdict.UNSUPPORTED, Verdict.FAILED, Verdict.TIMED_OUT);
    }

    private String summary() {
        long quantizers = Names.quantizers(run).size();
        long kernels = run.kernels().stream().map(r -> r.cell().kernel()).distinct().count();
        List<String> devices = run.all().stream().map(r -> r.cell().device()).distinct().sorted().toList();
        double seconds = run.traces().stream().mapToDouble(Trace::seconds).sum();
        String first = run.traces().stream().map(Trace::startedAt).min(String::compareTo).orElse("");
        return Numbers.count(run.models().size(), "model cell") + " with " + Numbers.count(quantizers, "quantizer") + ", "
                + Numbers.count(run.kernels().size(), "kernel cell") + " with " + Numbers.count(kernels, "kernel") + " on "
                + String.join(", ", devices) + ". First cell " + first + "; " + Numbers.duration(seconds) + " in workers"
                + (run.torn() > 0 ? "; " + Numbers.count(run.torn(), "torn trace line") + " left out." : ".");
    }

    void html(Markup out) {
        out.open("header").element("p", "Nibble report", "class", "kicker").element("h1", run.name())
                .element("p", summary(), "class", "lead");
        long total = Math.max(1, run.traces().size());
        out.open("div", "class", "bar", "role", "img", "aria-label", "share of the verdicts");
        order().stream().filter(v -> counts.get(v) > 0).forEach(v -> out.open("span", "class", v.style(), "style",
                "flex-grow:" + counts.get(v), "title", counts.get(v) + " of " + total + " " + v.words).close());
        out.close().open("ul", "class", "tiles");
        order().forEach(v -> out.open("li").element("span", v.sign, "class", "chip " + v.style())
                .element("b", String.valueOf(counts.get(v))).text(" " + v.words).close());
        out.closeLine();
        out.element("h2", "What the data say");
        if (findings.isEmpty()) {
            out.element("p", "Nothing yet: no cell has passed with a time or a fidelity.", "class", "empty");
        }
        out.open("ul", "class", "findings");
        findings.forEach(f -> out.open("li").element("b", f.topic() + ": ").text(f.sentence()).close());
        out.close().closeLine();
    }

    void markdown(StringBuilder out) {
        out.append("# Nibble report: ").append(Table.markdownText(run.name())).append("\n\n")
                .append(Table.markdownText(summary())).append("\n\n");
        Table table = new Table(order().stream().map(v -> "#" + v.words).toArray(String[]::new));
        table.row(order().stream().map(v -> String.valueOf(counts.get(v))).toArray(String[]::new)).markdown(out);
        findings.forEach(f -> out.append("- **").append(f.topic()).append(":** ")
                .append(Table.markdownText(f.sentence())).append('\n'));
        out.append('\n');
    }
}
