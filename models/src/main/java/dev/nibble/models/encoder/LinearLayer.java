package dev.nibble.models.encoder;

/** {@code y = x W^T + b} with W [out, in]. */
public interface LinearLayer extends AutoCloseable {
    /** Length of an input row. */
    int in();

    /** Length of an output row. */
    int out();

    /**
     * Computes some rows.
     *
     * @param m rows, at least 1
     * @param x [m, in], row-major, not written to
     * @param y receives [m, out]
     */
    void apply(int m, float[] x, float[] y);

    /** Whether several threads may call {@link #apply} at once. */
    boolean concurrent();

    @Override
    void close();
}
