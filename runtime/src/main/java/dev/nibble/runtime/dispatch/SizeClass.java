package dev.nibble.runtime.dispatch;

import dev.nibble.api.tensor.Shape;

/**
 * Classes of weight shapes within which one proof serves for all. Kernels commonly take another path for many rows or long
 * ones, beyond what an operation's own test cases reach: there each doubling of either extent is a class of its own.
 */
final class SizeClass {
    /** The class of all shapes for which the operation's own test cases stand. */
    static final String GENERAL = "any";

    /** What the test cases of the operations reach. */
    private static final long ROWS = 256;

    private static final long COLS = 1024;

    private SizeClass() {}

    /** The class as it stands in keys, such as {@code 2048x1024}: its largest rows and columns. */
    static String of(Shape weight) {
        long rows = weight.rows();
        long cols = weight.cols();
        return rows <= ROWS && cols <= COLS ? GENERAL : ceiling(rows, ROWS) + "x" + ceiling(cols, COLS);
    }

    private static long ceiling(long extent, long least) {
        return extent <= least ? least : Long.highestOneBit(extent - 1) << 1;
    }
}
