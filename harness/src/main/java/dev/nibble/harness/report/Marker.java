package dev.nibble.harness.report;

/** Signs of the series of a plot: a shape for each beside its colour. */
final class Marker {
    private static final String[] SHAPES = {
        "M-5,0A5,5 0 1,0 5,0A5,5 0 1,0 -5,0Z", "M-4.5,-4.5H4.5V4.5H-4.5Z", "M0,-5.5L5.5,4.5H-5.5Z",
        "M0,-6L6,0L0,6L-6,0Z", "M-5.5,-4.5H5.5L0,5.5Z", "M-2,-5.5H2V-2H5.5V2H2V5.5H-2V2H-5.5V-2H-2Z"
    };
    /** Colours of the style sheet, s0 and up. */
    static final int COLOURS = 7;

    private Marker() {}

    static void draw(Markup out, int series, Object x, Object y, String tooltip) {
        out.open("svg", "x", x, "y", y, "class", "mark", "overflow", "visible", "width", 1, "height", 1)
                .open("path", "d", SHAPES[series % SHAPES.length], "class", "s" + series % COLOURS);
        if (!tooltip.isEmpty()) {
            out.element("title", tooltip);
        }
        out.close().close();
    }

    /** The sign and its name, for a legend. */
    static void key(Markup out, int series, String name) {
        out.open("span", "class", "key").open("svg", "width", 14, "height", 14, "aria-hidden", "true");
        draw(out, series, 7, 7, "");
        out.close().text(name).close();
    }
}
