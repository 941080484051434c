package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Time of each proven kernel, hot and cold, with every raw sample and the share of the device's measured ceiling. */
final class TimeSection implements Section {
    private final List<Place> places;

    TimeSection(List<Place> places) {
        this.places = places;
    }

    @Override
    public String id() {
        return "time";
    }

    @Override
    public String title() {
        return "Time per kernel";
    }

    @Override
    public String emptyBecause() {
        return places.isEmpty()
                ? "No kernel was timed: either the run only checked, or no cell passed. Only a proven kernel gets a time; "
                        + "nibble bench takes them."
                : "";
    }

    @Override
    public void html(Markup out) {
        out.open("p", "class", "lead").text("One dot is one measured run, the bar spans the quartiles, the stroke is the "
                + "median; the axis is logarithmic, with its own range for each shape. The dashed line is the fastest "
                + "float path at that shape. The ceiling is what the device itself was measured to do: its "
                + "bandwidth or its arithmetic, whichever limits the operation.").closeLine();
        out.open("div", "class", "legend").element("span", "hot: operands in cache", "class", "key lane-hot")
                .element("span", "cold: operands evicted before each run", "class", "key lane-cold").closeLine();
        places.forEach(place -> panel(out, place, scale(place)));
    }

    private static Scale scale(Place place) {
        List<Double> all = place.rows().stream()
                .flatMap(r -> Stream.of(Place.HOT, Place.COLD).flatMap(n -> r.metric(n).stream()))
                .flatMap(m -> m.samples().stream())
                .toList();
        return Scale.log(all, 5, Numbers::timeTick);
    }

    private void panel(Markup out, Place place, Scale scale) {
        Strip strip = new Strip(scale);
        out.element("h3", place.title()).open("div", "class", "scroll", "tabindex", "0").open("table", "class", "strips times");
        out.open("thead").open("tr").element("th", "kernel and format", "scope", "col").open("th", "class", "plot", "scope", "col");
        strip.axis(out);
        out.close();
        for (String column : List.of("hot", "cold", "ceiling hot", "ceiling cold", "against float")) {
            out.element("th", column, "scope", "col", "class", "n");
        }
        out.close().close().open("tbody");
        double reference = place.floatPath().map(Place::hot).orElse(Double.NaN);
        place.rows().forEach(row -> row(out, row, strip, reference));
        out.close().close().closeLine();
    }

    private void row(Markup out, Row<Cell.KernelCell> row, Strip strip, double reference) {
        boolean isFloat = Names.isFloat(row.cell());
        double ratio = reference / Place.hot(row);
        out.open("tr", "class", isFloat ? "float" : null);
        Strip.name(out, row.cell().kernel(), row.cell().format());
        out.open("td", "class", "plot");
        strip.row(out, lanes(row), reference, row.cell().text() + ": hot median " + time(row, Place.HOT));
        out.close();
        number(out, "hot", time(row, Place.HOT), false);
        number(out, "cold", time(row, Place.COLD), false);
        number(out, "ceiling hot", percent(row, "ceiling.percent.hot"), false);
        number(out, "ceiling cold", percent(row, "ceiling.percent.cold"), false);
        number(out, "against float", againstFloat(ratio, isFloat), !isFloat && ratio < 1);
        out.closeLine();
    }

    private static void number(Markup out, String label, String text, boolean flagged) {
        out.open("td", "class", flagged ? "n slow" : "n", "data-label", label).text(text).close();
    }

    /** The float path's time over this one's, in words that cannot be read the wrong way round. */
    private static String againstFloat(double ratio, boolean isFloat) {
        if (Double.isNaN(ratio)) {
            return "–";
        }
        if (isFloat && ratio == 1) {
            return "float";
        }
        return ratio >= 1 ? Numbers.times(ratio) + " faster" : "▼ " + Numbers.times(1 / ratio) + " slower";
    }

    private static List<Strip.Lane> lanes(Row<Cell.KernelCell> row) {
        List<Strip.Lane> lanes = new ArrayList<>();
        for (String name : List.of(Place.HOT, Place.COLD)) {
            row.metric(name).filter(m -> !m.samples().isEmpty())
                    .ifPresent(m -> lanes.add(new Strip.Lane(name.substring(5), m.samples(), spread(row, m), List.of())));
        }
        return lanes;
    }

    private static String spread(Row<Cell.KernelCell> row, Metric metric) {
        Quartiles q = Quartiles.of(metric.samples());
        String notes = String.join("; ", row.notes());
        return metric.name().substring(5) + ": median " + Numbers.time(q.median()) + ", quartiles " + Numbers.time(q.lower())
                + " to " + Numbers.time(q.upper()) + ", range " + Numbers.time(q.least()) + " to " + Numbers.time(q.most())
                + ", " + Numbers.count(metric.samples().size(), "sample") + (notes.isEmpty() ? "" : ". " + notes);
    }

    static String time(Row<Cell.KernelCell> row, String metric) {
        OptionalDouble value = row.value(metric);
        return value.isPresent() ? Numbers.time(value.getAsDouble()) : "–";
    }

    static String percent(Row<Cell.KernelCell> row, String metric) {
        OptionalDouble value = row.value(metric);
        return value.isPresent() ? Numbers.percent(value.getAsDouble()) : "–";
    }

    @Override
    public void markdown(StringBuilder out) {
        for (Place place : places) {
            out.append("### ").append(Table.markdownText(place.title())).append("\n\n");
            Table table = new Table("kernel", "format", "#hot", "#quartiles", "#cold", "#of ceiling, hot", "#against float");
            double reference = place.floatPath().map(Place::hot).orElse(Double.NaN);
            for (Row<Cell.KernelCell> row : place.rows()) {
                Quartiles q = Quartiles.of(row.metric(Place.HOT).orElseThrow().samples());
                table.row(row.cell().kernel(), row.cell().format(), time(row, Place.HOT),
                        Numbers.time(q.lower()) + " to " + Numbers.time(q.upper()), time(row, Place.COLD),
                        percent(row, "ceiling.percent.hot"),
                        againstFloat(reference / Place.hot(row), Names.isFloat(row.cell())));
            }
            table.markdown(out);
        }
    }
}
