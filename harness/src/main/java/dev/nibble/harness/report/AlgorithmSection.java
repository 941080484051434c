package dev.nibble.harness.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/** All algorithms beside each other, by format: errors of weights and of outputs, what the model makes of it, seconds. */
final class AlgorithmSection implements Section {
    private static final String WEIGHTS = "weight.error.mean";
    private static final String CALIBRATION = "output.error.calibration";
    private static final String HELD_OUT = "output.error.heldout";
    private static final String COSINE = "cosine.mean";

    /** What is compared: one model in one format. */
    private record Group(String model, String format) {
        static Group of(ModelPoint point) {
            return new Group(point.row().cell().model(), point.row().cell().format());
        }
    }

    private final List<ModelPoint> points;
    /** Most bits first, the best fidelity first. */
    private final Map<Group, List<ModelPoint>> groups;

    AlgorithmSection(Run run) {
        points = ModelPoint.of(run, WEIGHTS);
        groups = points.reversed().stream()
                .sorted(Comparator.comparing(AlgorithmSection::distance))
                .collect(Collectors.groupingBy(Group::of, LinkedHashMap::new, Collectors.toList()));
    }

    private static double distance(ModelPoint point) {
        OptionalDouble cosine = point.row().value(COSINE);
        return cosine.isPresent() ? 1 - cosine.getAsDouble() : 2 + point.value(WEIGHTS);
    }

    private List<Group> order() {
        return points.reversed().stream().map(Group::of).distinct().toList();
    }

    @Override
    public String id() {
        return "algorithms";
    }

    @Override
    public String title() {
        return "Algorithms by bits";
    }

    @Override
    public String emptyBecause() {
        return points.isEmpty()
                ? "No model was quantized in this run, or none passed: this table needs model cells, as 'nibble sweep "
                        + "plans/algorithms.json' has them."
                : "";
    }

    private String lead() {
        return "Best fidelity first. Weight error is ||W - D|| / ||W||, output error ||X W' - X D'|| / ||X W'|| for the inputs X of a "
                + "layer, the second X as the layer quantizes it, both as means over the quantized layers: on the rows that were calibrated on, and on rows held out, "
                + "those of the sentences that the model is judged by. Cosine is that of the embeddings to the float model's, "
                + "the mean and the worst sentence. Seconds are those of quantizing all layers, once.";
    }

    /** Why there are dashes; empty if there are none. */
    private String missing() {
        boolean noRows = points.stream().anyMatch(p -> p.row().value(CALIBRATION).isEmpty());
        boolean noneHeldOut = points.stream()
                .anyMatch(p -> p.row().value(CALIBRATION).isPresent() && p.row().value(HELD_OUT).isEmpty());
        return (noRows ? "Output errors are missing where a cell had no calibration with rows of all layers; nibble sweep takes one "
                        + "with --calibration FILE, or by its plan. " : "")
                + (noneHeldOut ? "Nothing is held out for models that Nibble cannot run, nor where a calibration has the very "
                        + "sentences that the model is judged by." : "");
    }

    @Override
    public void html(Markup out) {
        out.element("p", lead(), "class", "lead");
        if (!missing().isEmpty()) {
            out.element("p", missing().strip(), "class", "lead");
        }
        for (Group group : order()) {
            out.element("h3", title(group));
            table(group).html(out);
        }
    }

    private static String title(Group group) {
        return group.format() + ", " + group.model();
    }

    private Table table(Group group) {
        Table table = new Table("algorithm", "#bits per weight", "#weight error", "#output error, calibration",
                "#output error, held out", "#cosine", "#worst sentence", "#seconds");
        for (ModelPoint p : groups.get(group)) {
            table.row(p.series(), Numbers.bits(p.bits()), text(p, WEIGHTS, Numbers::plain), text(p, CALIBRATION, Numbers::plain),
                    text(p, HELD_OUT, Numbers::plain), text(p, COSINE, Numbers::cosine), text(p, "cosine.min", Numbers::cosine),
                    text(p, "quantize.seconds", Numbers::plain));
        }
        return table;
    }

    private static String text(ModelPoint point, String metric, DoubleFunction<String> form) {
        OptionalDouble value = point.row().value(metric);
        return value.isPresent() ? form.apply(value.getAsDouble()) : "–";
    }

    @Override
    public void markdown(StringBuilder out) {
        out.append(lead()).append("\n\n");
        if (!missing().isEmpty()) {
            out.append(missing().strip()).append("\n\n");
        }
        for (Group group : order()) {
            out.append("### ").append(Table.markdownText(title(group))).append("\n\n");
            table(group).markdown(out);
        }
    }
}
