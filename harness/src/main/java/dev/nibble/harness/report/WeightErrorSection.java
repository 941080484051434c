package dev.nibble.harness.report;

import java.util.List;
import java.util.stream.Stream;

/** How far the quantized weights are from the original ones, against what they cost. */
final class WeightErrorSection implements Section {
    private static final String ERROR = "weight.error.mean";

    private final List<ModelPoint> points;
    private final List<String> quantizers;

    WeightErrorSection(Run run) {
        points = ModelPoint.of(run, ERROR).stream().filter(p -> p.value(ERROR) > 0).toList();
        quantizers = Names.quantizers(run);
    }

    @Override
    public String id() {
        return "weights";
    }

    @Override
    public String title() {
        return "Weight error against bits per weight";
    }

    @Override
    public String emptyBecause() {
        return points.isEmpty()
                ? "No model was quantized in this run, or none passed: this plot needs model cells (nibble demo, or a sweep "
                        + "with models)."
                : "";
    }

    private List<ModelPoint> frontier() {
        return Frontier.of(points, ModelPoint::bits, p -> p.value(ERROR));
    }

    @Override
    public void html(Markup out) {
        out.element("p", "Relative error ||W - D|| / ||W|| (Frobenius), mean over the quantized tensors; whiskers reach to "
                + "the worst tensor. Bits per weight count codes, scales, zeros and all else the format stores.", "class", "lead");
        Scale x = Scale.linear(points.stream().map(ModelPoint::bits).toList(), "");
        Scale y = Scale.log(points.stream()
                .flatMap(p -> Stream.of(p.value(ERROR), Math.max(p.value(ERROR), worst(p)))).toList(), 10, Numbers::tick);
        Scatter plot = new Scatter(x, y, "bits per weight", "↑ relative weight error (log), less is better", quantizers);
        plot.draw(out, points.stream().map(this::point).toList(), frontier().stream().map(this::point).toList(),
                "Weight error against bits per weight of " + Numbers.count(points.size(), "configuration"));
        out.element("h3", "On the frontier");
        table(frontier()).html(out);
    }

    private static double worst(ModelPoint point) {
        double worst = point.value("weight.error.max");
        return worst > 0 ? worst : point.value(ERROR);
    }

    private Scatter.Point point(ModelPoint p) {
        String tooltip = p.name() + ": relative weight error " + Numbers.plain(p.value(ERROR)) + ", worst tensor "
                + Numbers.plain(worst(p)) + ", " + Numbers.plain(p.bits()) + " bits per weight";
        return new Scatter.Point(quantizers.indexOf(p.series()), p.bits(), p.value(ERROR), worst(p),
                Names.brief(p.row().cell().format()), tooltip);
    }

    private static Table table(List<ModelPoint> points) {
        Table table = new Table("quantizer", "format", "#bits per weight", "#relative weight error", "#worst tensor");
        points.forEach(p -> table.row(p.series(), p.row().cell().format(), Numbers.bits(p.bits()),
                Numbers.plain(p.value(ERROR)), Numbers.plain(worst(p))));
        return table;
    }

    @Override
    public void markdown(StringBuilder out) {
        out.append("On the frontier (no configuration has a smaller error with as few bits):\n\n");
        table(frontier()).markdown(out);
    }
}
