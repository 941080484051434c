package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Which tensors are hard to quantize: one row per configuration, one dot per tensor. */
final class TensorSection implements Section {
    private final List<ModelPoint> points;

    TensorSection(Run run) {
        points = ModelPoint.of(run, "weight.error.mean").stream().filter(p -> !errors(p).isEmpty()).toList();
    }

    /** Errors of the tensors, without those that are exact or broken and have no place on a logarithm. */
    private static List<Map.Entry<String, Double>> errors(ModelPoint point) {
        return point.row().passed().map(Outcome.Passed::tensors).orElse(Map.of()).entrySet().stream()
                .filter(e -> Double.isFinite(e.getValue()) && e.getValue() > 0)
                .toList();
    }

    @Override
    public String id() {
        return "tensors";
    }

    @Override
    public String title() {
        return "Weight error by tensor";
    }

    @Override
    public String emptyBecause() {
        return points.isEmpty() ? "No model cell of this run recorded the errors of its tensors." : "";
    }

    @Override
    public void html(Markup out) {
        out.element("p", "One dot is one tensor's relative weight error; dots tell their names when pointed at.", "class", "lead");
        Strip strip = new Strip(Scale.log(
                points.stream().flatMap(p -> errors(p).stream()).map(Map.Entry::getValue).toList(), 5, Numbers::tick));
        out.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "strips").open("thead").open("tr");
        out.element("th", "quantizer and format", "scope", "col").open("th", "class", "plot", "scope", "col");
        strip.axis(out);
        out.close();
        for (String column : List.of("median", "worst", "worst tensor")) {
            out.element("th", column, "scope", "col", "class", column.equals("worst tensor") ? null : "n");
        }
        out.close().close().open("tbody");
        points.forEach(p -> row(out, p, strip));
        out.close().close().closeLine();
    }

    private static void row(Markup out, ModelPoint point, Strip strip) {
        List<Map.Entry<String, Double>> errors = errors(point);
        List<Double> values = errors.stream().map(Map.Entry::getValue).toList();
        List<String> names = errors.stream().map(e -> e.getKey() + ": " + Numbers.plain(e.getValue())).toList();
        Map.Entry<String, Double> worst = worst(point);
        double median = Quartiles.of(values).median();
        out.open("tr");
        Strip.name(out, point.series(), point.row().cell().format());
        out.open("td", "class", "plot");
        String summary = point.name() + ": median error " + Numbers.plain(median) + " over "
                + Numbers.count(values.size(), "tensor");
        strip.row(out, List.of(new Strip.Lane("tensors", values, summary, names)), Double.NaN, summary);
        out.close().element("td", Numbers.plain(median), "class", "n", "data-label", "median")
                .element("td", Numbers.plain(worst.getValue()), "class", "n", "data-label", "worst");
        out.open("td", "data-label", "worst tensor").breakable(worst.getKey()).close().closeLine();
    }

    private static Map.Entry<String, Double> worst(ModelPoint point) {
        return errors(point).stream()
                .max(Map.Entry.<String, Double>comparingByValue().thenComparing(Comparator.comparing(Map.Entry::getKey)))
                .orElseThrow();
    }

    @Override
    public void markdown(StringBuilder out) {
        Table table = new Table("quantizer", "format", "#tensors", "#median error", "#worst error", "worst tensor");
        for (ModelPoint p : points) {
            List<Double> values = errors(p).stream().map(Map.Entry::getValue).toList();
            table.row(p.series(), p.row().cell().format(), String.valueOf(values.size()),
                    Numbers.plain(Quartiles.of(values).median()), Numbers.plain(worst(p).getValue()), worst(p).getKey());
        }
        table.markdown(out);
    }
}
