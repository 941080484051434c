package dev.nibble.api.device.program;

/**
 * An entry point with its arguments. Arguments keep their values from launch to launch; all must be set before the first.
 * Used by one thread at a time.
 *
 * <p>Each method throws a {@link ProgramException} of kind LAUNCH if the index or the type does not fit the entry point,
 * and of kind LIMIT if the device has not that much local memory; the message names the entry point.
 */
public interface Entry extends AutoCloseable {
    /** Its name in the program. */
    String name();

    /** Sets a {@code __global} or {@code __constant} pointer. */
    Entry arg(int index, Buffer value);

    /** Sets a 32-bit integer. */
    Entry arg(int index, int value);

    /** Sets a 64-bit integer. */
    Entry arg(int index, long value);

    /** Sets a 32-bit float. */
    Entry arg(int index, float value);

    /** Gives a {@code __local} pointer that much memory for each work group. */
    Entry local(int index, long bytes);

    /** Releases the entry point. Closing twice is harmless. */
    @Override
    void close();
}
