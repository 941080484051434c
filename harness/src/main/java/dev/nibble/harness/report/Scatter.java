package dev.nibble.harness.report;

import java.util.List;
import java.util.Locale;

/**
 * A plot of points with a frontier. Its x is in percent of the width, so that the page may make it narrow while its
 * letters keep their size; its y is in pixels.
 *
 * @param x scale from left to right
 * @param y scale from bottom to top
 * @param xTitle below
 * @param yTitle above, at the left
 * @param series names in the order of their signs
 */
record Scatter(Scale x, Scale y, String xTitle, String yTitle, List<String> series) {
    private static final double HEIGHT = 360;
    private static final double TITLE_ROOM = 46;
    /** Pieces of a line of the frontier that keep labels away. */
    private static final int ON_LINE = 40;

    /**
     * A point.
     *
     * @param series index of its name
     * @param x value
     * @param y value
     * @param yTo other end of its whisker; NaN if it has none
     * @param label beside it, if there is room
     * @param tooltip all about it
     */
    record Point(int series, double x, double y, double yTo, String label, String tooltip) {}

    /** Writes legend and plot. The frontier's points come from {@link Frontier}. */
    void draw(Markup out, List<Point> points, List<Point> frontier, String description) {
        out.open("div", "class", "legend");
        points.stream().map(Point::series).distinct().sorted().forEach(i -> Marker.key(out, i, series.get(i)));
        out.open("span", "class", "key").open("svg", "width", 22, "height", 14, "aria-hidden", "true")
                .empty("line", "class", "frontier", "x1", 0, "x2", 22, "y1", 7, "y2", 7).close()
                .text("frontier: nothing is better at as few bits").close().closeLine();
        out.element("div", yTitle, "class", "ytitle");
        out.open("svg", "class", "scatter", "height", HEIGHT + TITLE_ROOM, "role", "img", "aria-label", description);
        grid(out);
        for (int i = 1; i < frontier.size(); i++) {
            Point a = frontier.get(i - 1);
            Point b = frontier.get(i);
            out.empty("line", "class", "frontier", "x1", left(a.x()), "y1", top(a.y()), "x2", left(b.x()), "y2", top(b.y()));
        }
        for (Point p : points) {
            if (!Double.isNaN(p.yTo())) {
                out.empty("line", "class", "whisker s" + p.series() % Marker.COLOURS, "x1", left(p.x()), "x2", left(p.x()),
                        "y1", top(p.y()), "y2", top(p.yTo()));
            }
        }
        points.forEach(p -> Marker.draw(out, p.series(), left(p.x()), top(p.y()), p.tooltip()));
        labels(out, points, frontier);
        out.closeLine();
    }

    private void grid(Markup out) {
        for (Scale.Tick tick : y.ticks()) {
            double at = top(tick.value());
            out.empty("line", "class", tick.label().isEmpty() ? "grid minor" : "grid", "x1", "0", "x2", "100%", "y1", at, "y2", at);
            out.element("text", tick.label(), "class", "tick", "x", -8, "y", at + 4, "text-anchor", "end");
        }
        for (Scale.Tick tick : x.ticks()) {
            String at = left(tick.value());
            out.empty("line", "class", "grid", "x1", at, "x2", at, "y1", "0", "y2", HEIGHT);
            out.element("text", tick.label(), "class", "tick", "x", at, "y", HEIGHT + 18, "text-anchor", "middle");
        }
        out.empty("line", "class", "axis", "x1", "0", "x2", "100%", "y1", HEIGHT, "y2", HEIGHT);
        out.element("text", xTitle, "class", "title", "x", "50%", "y", HEIGHT + 40, "text-anchor", "middle");
    }

    private void labels(Markup out, List<Point> points, List<Point> frontier) {
        Labels labels = new Labels(HEIGHT);
        points.forEach(p -> labels.point(x.at(p.x()), top(p.y()), 6));
        for (int i = 1; i < frontier.size(); i++) {
            Point a = frontier.get(i - 1);
            Point b = frontier.get(i);
            for (int step = 1; step < ON_LINE; step++) {
                double way = (double) step / ON_LINE;
                labels.point(x.at(a.x()) * (1 - way) + x.at(b.x()) * way, top(a.y()) * (1 - way) + top(b.y()) * way, 2);
            }
        }
        for (Point p : frontier) {
            Labels.Place place = labels.place(x.at(p.x()), top(p.y()), p.label());
            if (place != null) {
                out.open("svg", "x", left(p.x()), "y", top(p.y()), "overflow", "visible", "width", 1, "height", 1)
                        .element("text", p.label(), "class", place.wideOnly() ? "label wide" : "label", "x", place.dx(),
                                "y", place.dy() + 4, "text-anchor", "middle")
                        .close();
            }
        }
    }

    private String left(double value) {
        return percent(x.at(value));
    }

    private double top(double value) {
        return HEIGHT * (1 - y.at(value));
    }

    static String percent(double share) {
        return Numbers.coordinate(100 * Math.clamp(share, 0.0, 1.0)).toLowerCase(Locale.ROOT) + "%";
    }
}
