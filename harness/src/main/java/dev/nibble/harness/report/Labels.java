package dev.nibble.harness.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds places for labels in a plot whose width is not known: x is a share of the width, y is in pixels. A label is put
 * where it meets neither a point nor a label at any of the widths it is meant for, or not at all.
 */
final class Labels {
    private static final double[] NARROW = {250, 330, 460};
    private static final double[] WIDE = {560, 760, 1060};
    private static final double LETTER = 6.6;
    private static final double HEIGHT = 13;

    private final double height;
    private final List<Box> taken = new ArrayList<>();

    /** A box by its middle (share of the width, pixels) and half sizes, moved from it by some pixels. */
    private record Box(double x, double y, double shift, double halfWidth, double halfHeight) {
        boolean meets(Box other, double width) {
            return Math.abs(x * width + shift - other.x * width - other.shift) < halfWidth + other.halfWidth
                    && Math.abs(y - other.y) < halfHeight + other.halfHeight;
        }

        boolean inside(double width, double height) {
            double middle = x * width + shift;
            return middle - halfWidth > -8 && middle + halfWidth < width + 12 && y - halfHeight > 0
                    && y + halfHeight < height;
        }
    }

    /** A place: the shift of the text's middle from its point in pixels, and whether narrow plots have no room for it. */
    record Place(double dx, double dy, boolean wideOnly) {}

    Labels(double height) {
        this.height = height;
    }

    /** Keeps labels away from a point and some pixels round it. */
    void point(double x, double y, double half) {
        taken.add(new Box(x, y, 0, half, half));
    }

    /** Finds a place, or {@code null} if there is none. */
    Place place(double x, double y, String text) {
        double half = text.length() * LETTER / 2 + 2;
        for (boolean wideOnly : new boolean[] {false, true}) {
            double[][] shifts = {{0, 15}, {0, -15}, {half + 8, 0}, {-half - 8, 0}, {half, 15}, {-half, 15}, {half, -15},
                {-half, -15}};
            for (double[] shift : shifts) {
                Box box = new Box(x, y + shift[1], shift[0], half, HEIGHT / 2);
                if (free(box, WIDE) && (wideOnly || free(box, NARROW))) {
                    taken.add(box);
                    return new Place(shift[0], shift[1], wideOnly);
                }
            }
        }
        return null;
    }

    private boolean free(Box box, double[] widths) {
        for (double width : widths) {
            if (!box.inside(width, height) || taken.stream().anyMatch(other -> box.meets(other, width))) {
                return false;
            }
        }
        return true;
    }
}
