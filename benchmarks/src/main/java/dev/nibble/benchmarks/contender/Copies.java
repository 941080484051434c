package dev.nibble.benchmarks.contender;

/** How many copies of a layer a case needs, and how they differ. */
final class Copies {
    /** More would measure page tables, sessions and handles, and not the layer. */
    private static final int MOST = 4096;

    private Copies() {}

    /** Copies for a case: one if it is hot, else so many that together they have {@code coldBytes}, at least two. */
    static int count(Case of, long weightBytes, long coldBytes) {
        return of.mode() == Case.Mode.HOT ? 1 : (int) Math.clamp(Math.ceilDiv(coldBytes, weightBytes), 2, MOST);
    }

    /**
     * By how many rows a copy is turned. No two copies are equal as long as there are as many rows: ONNX Runtime keeps
     * equal constants once, and a "cold" run over equal copies would be a hot one.
     */
    static long turn(int copy, long rows) {
        return copy % rows;
    }
}
