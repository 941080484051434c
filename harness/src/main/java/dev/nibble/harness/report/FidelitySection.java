package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;

/** What the model makes of quantized weights: its embeddings beside those of the float model. */
final class FidelitySection implements Section {
    private static final String COSINE = "cosine.mean";

    private final Run run;
    private final List<ModelPoint> points;
    private final List<String> quantizers;

    FidelitySection(Run run) {
        this.run = run;
        points = ModelPoint.of(run, COSINE);
        quantizers = Names.quantizers(run);
    }

    @Override
    public String id() {
        return "fidelity";
    }

    @Override
    public String title() {
        return "Model fidelity against bits per weight";
    }

    @Override
    public String emptyBecause() {
        if (!points.isEmpty()) {
            return "";
        }
        return run.models().isEmpty()
                ? "No model was run: this plot needs model cells (nibble demo, or a sweep with models)."
                : "No quantized model passed with a mean cosine; the failures below say why.";
    }

    @Override
    public void html(Markup out) {
        out.element("p", "Mean cosine between embeddings of the quantized and of the float model over all sentences; "
                + "whiskers reach to the worst sentence. The axis is logarithmic in the distance from 1.", "class", "lead");
        Scale x = Scale.linear(points.stream().map(ModelPoint::bits).toList(), "");
        Scale y = Scale.cosine(points.stream().flatMap(p -> Stream.of(p.value(COSINE), worst(p))).toList());
        Scatter plot = new Scatter(x, y, "bits per weight", "↑ mean cosine to the float model, more is better", quantizers);
        List<ModelPoint> frontier = Frontier.of(points, ModelPoint::bits, p -> -p.value(COSINE));
        plot.draw(out, points.stream().map(this::point).toList(), frontier.stream().map(this::point).toList(),
                "Mean cosine against bits per weight of " + Numbers.count(points.size(), "configuration"));
        out.element("h3", "All models");
        table().html(out);
        Table refused = refused();
        if (!refused.isEmpty()) {
            out.element("h3", "Models without a result");
            refused.html(out);
        }
    }

    private Table refused() {
        Table table = new Table("verdict", "quantizer", "format", "reason");
        run.models().stream().filter(r -> r.verdict() != Verdict.PASSED).forEach(r -> table.row(
                r.verdict().sign + " " + r.verdict().words, Names.quantizer(r.cell()), r.cell().format(), r.reason()));
        return table;
    }

    private static double worst(ModelPoint point) {
        double worst = point.value("cosine.min");
        return Double.isNaN(worst) ? point.value(COSINE) : worst;
    }

    private Scatter.Point point(ModelPoint p) {
        String tooltip = p.name() + ": mean cosine " + Numbers.cosine(p.value(COSINE)) + ", worst sentence "
                + Numbers.cosine(worst(p)) + ", " + Numbers.plain(p.bits()) + " bits per weight";
        return new Scatter.Point(quantizers.indexOf(p.series()), p.bits(), p.value(COSINE), worst(p),
                Names.brief(p.row().cell().format()), tooltip);
    }

    private Table table() {
        Table table = new Table("", "quantizer", "format", "#bits", "#cosine mean", "#min", "#Spearman", "#weight error",
                "#tensors", "#quantize", "#eval", "model", "device");
        for (Row<Cell.ModelCell> row : run.models()) {
            Cell.ModelCell cell = row.cell();
            table.row(row.verdict().sign, Names.quantizer(cell), cell.format().isEmpty() ? "–" : cell.format(),
                    text(row, "bits.per.weight", Numbers::bits), text(row, COSINE, Numbers::cosine),
                    text(row, "cosine.min", Numbers::cosine), text(row, "spearman", Numbers::cosine),
                    text(row, "weight.error.mean", Numbers::plain), tensors(row),
                    text(row, "quantize.seconds", Numbers::duration), text(row, "eval.seconds", Numbers::duration),
                    cell.model(), cell.device());
        }
        return table;
    }

    private static String tensors(Row<Cell.ModelCell> row) {
        OptionalDouble total = row.value("tensors.total");
        return total.isEmpty() ? "–" : text(row, "tensors.quantized", v -> Long.toString((long) v)) + " of "
                + (long) total.getAsDouble();
    }

    private static String text(Row<?> row, String metric, DoubleFunction<String> form) {
        OptionalDouble value = row.value(metric);
        return value.isPresent() ? form.apply(value.getAsDouble()) : "–";
    }

    @Override
    public void markdown(StringBuilder out) {
        table().markdown(out);
        Table refused = refused();
        if (!refused.isEmpty()) {
            refused.markdown(out);
        }
    }
}
