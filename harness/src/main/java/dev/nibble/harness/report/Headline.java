package dev.nibble.harness.report;

import dev.nibble.harness.trace.SlowerThanFloat;
import dev.nibble.harness.trace.Trace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The top of the report: what was run, how it ended, and what to take home. */
final class Headline {
    private final Run run;
    private final List<Findings.Finding> findings;
    private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);

    Headline(Run run, List<Place> places, List<SlowerThanFloat> slow) {
        this.run = run;
        findings = new Findings(run, places, slow).sentences();
        for (Verdict verdict : Verdict.values()) {
            counts.put(verdict, run.all().stream().filter(r -> r.verdict() == verdict).count());
        }
    }

    private static List<Verdict> order() {
        return List.of(Verdict.PASSED, Verdict.WRONG, Verdict.UNSUPPORTED, Verdict.FAILED, Verdict.TIMED_OUT);
    }

    private String summary() {
        List<String> parts = new ArrayList<>();
        if (!run.models().isEmpty()) {
            parts.add(Numbers.count(run.models().size(), "model cell") + " with "
                    + Numbers.count(Names.quantizers(run).size(), "quantizer"));
        }
        if (!run.kernels().isEmpty()) {
            long kernels = run.kernels().stream().map(r -> r.cell().kernel()).distinct().count();
            parts.add(Numbers.count(run.kernels().size(), "kernel cell") + " with " + Numbers.count(kernels, "kernel"));
        }
        List<String> devices = run.all().stream().map(r -> r.cell().device()).distinct().sorted().toList();
        double seconds = run.traces().stream().mapToDouble(Trace::seconds).sum();
        String first = run.traces().stream().map(Trace::startedAt).min(String::compareTo).orElse("");
        return String.join(", ", parts) + " on " + String.join(", ", devices) + ". First cell "
                + first.replaceFirst("\\.\\d+", "") + "; " + Numbers.duration(seconds) + " in workers.";
    }

    void html(Markup out) {
        out.open("header").element("p", "Nibble report", "class", "kicker").element("h1", run.name())
                .element("p", summary(), "class", "lead");
        run.problems().forEach(p -> out.element("p", "Not readable and left out: " + p, "class", "problem"));
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
        run.problems().forEach(p -> out.append("Not readable and left out: ").append(Table.markdownText(p)).append("\n\n"));
        Table table = new Table(order().stream().map(v -> "#" + v.words).toArray(String[]::new));
        table.row(order().stream().map(v -> String.valueOf(counts.get(v))).toArray(String[]::new)).markdown(out);
        findings.forEach(f -> out.append("- **").append(f.topic()).append(":** ")
                .append(Table.markdownText(f.sentence())).append('\n'));
        out.append('\n');
    }
}
