package dev.nibble.harness.report;

import java.util.List;

/**
 * Samples in a row: a dot each, with quartile bar and median, on a scale that all rows of a table share. Very many
 * samples are drawn as quartile bar and range alone.
 */
record Strip(Scale scale) {
    /** More dots than these in one lane hide each other. */
    static final int MOST_DOTS = 60;
    private static final double LANE = 16;
    /** Names up to this length stay on one line. */
    private static final int WHOLE = 48;

    /**
     * A lane of a row.
     *
     * @param style {@code hot}, {@code cold} or {@code tensors}
     * @param samples to draw, in the order taken
     * @param summary tooltip of the lane
     * @param tooltips of the samples, one each; or empty
     */
    record Lane(String style, List<Double> samples, String summary, List<String> tooltips) {}

    /** Writes the name of a row: two lines, broken only if they are long. */
    static void name(Markup out, String first, String second) {
        out.open("th", "scope", "row").element("b", first).open("span", "class", "sub");
        if (second.length() <= WHOLE) {
            out.text(second);
        } else {
            out.breakable(second);
        }
        out.close().close();
    }

    /** Writes the axis that heads the column. */
    void axis(Markup out) {
        out.open("svg", "class", "strip", "height", 16, "aria-hidden", "true");
        for (Scale.Tick tick : scale.ticks()) {
            double at = scale.at(tick.value());
            out.element("text", tick.label(), "class", "tick", "x", Scatter.percent(at), "y", 12, "text-anchor",
                    at < 0.06 ? "start" : at > 0.94 ? "end" : "middle");
        }
        out.close();
    }

    /** Writes one row; the reference (NaN for none) is a line through all lanes. */
    void row(Markup out, List<Lane> lanes, double reference, String description) {
        double height = LANE * Math.max(1, lanes.size()) + 4;
        out.open("svg", "class", "strip", "height", height, "role", "img", "aria-label", description);
        for (Scale.Tick tick : scale.ticks()) {
            line(out, tick.label().isEmpty() ? "grid minor" : "grid", tick.value(), 0, height);
        }
        if (!Double.isNaN(reference)) {
            line(out, "reference", reference, 0, height);
        }
        for (int i = 0; i < lanes.size(); i++) {
            lane(out, lanes.get(i), 2 + LANE * (i + 0.5));
        }
        out.close();
    }

    private void lane(Markup out, Lane lane, double middle) {
        Quartiles q = Quartiles.of(lane.samples());
        out.open("g", "class", lane.style()).element("title", lane.summary());
        double from = scale.at(q.lower());
        out.empty("rect", "class", "quartiles", "x", Scatter.percent(from), "y", middle - 6, "height", 12.0, "width",
                Scatter.percent(scale.at(q.upper()) - from), "rx", 2);
        if (lane.samples().size() <= MOST_DOTS) {
            dots(out, lane, middle);
        } else {
            out.empty("line", "class", "range", "x1", Scatter.percent(scale.at(q.least())), "x2",
                    Scatter.percent(scale.at(q.most())), "y1", middle, "y2", middle);
        }
        line(out, "median", q.median(), middle - 7, middle + 7);
        out.close();
    }

    private void dots(Markup out, Lane lane, double middle) {
        for (int i = 0; i < lane.samples().size(); i++) {
            // A fixed zigzag keeps dots of equal samples apart and the page the same in each run.
            double y = middle + (i * 7 % 9 - 4);
            out.open("circle", "cx", Scatter.percent(scale.at(lane.samples().get(i))), "cy", y, "r", 2.2);
            if (!lane.tooltips().isEmpty()) {
                out.element("title", lane.tooltips().get(i));
            }
            out.close();
        }
    }

    private void line(Markup out, String style, double value, double from, double to) {
        String at = Scatter.percent(scale.at(value));
        out.empty("line", "class", style, "x1", at, "x2", at, "y1", from, "y2", to);
    }
}
