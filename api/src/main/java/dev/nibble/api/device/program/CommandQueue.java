package dev.nibble.api.device.program;

import dev.nibble.api.kernel.DeviceTimes;
import java.lang.foreign.MemorySegment;

/**
 * Carries out commands in the order in which they were given. Used by one thread at a time; several queues of one device
 * may be at work at the same time. None of these methods but {@link #times} allocates on the JVM after warm-up.
 *
 * <p>{@link #write} and {@link #read} may return before the bytes were copied: until {@link #finish} returned, the host's
 * memory must stay as it is and alive.
 *
 * <p>Each method throws a {@link ProgramException}: of kind LAUNCH or LIMIT before anything runs if the sizes cannot be,
 * of kind OUT_OF_MEMORY or RUNTIME if the driver says so.
 */
public interface CommandQueue extends AutoCloseable {
    /**
     * Copies the first bytes of host memory to a buffer.
     *
     * @param offset where in the buffer, in bytes
     * @param bytes how many; 0 does nothing
     */
    void write(Buffer to, long offset, MemorySegment from, long bytes);

    /**
     * Copies bytes of a buffer to the beginning of host memory.
     *
     * @param offset where in the buffer, in bytes
     * @param bytes how many; 0 does nothing
     */
    void read(Buffer from, long offset, MemorySegment to, long bytes);

    /**
     * Runs an entry point. The sizes are copied, so that the caller may use the same arrays again.
     *
     * @param global work items in each of 1 to 3 dimensions, each a multiple of the local size
     * @param local work items of a group in as many dimensions; empty for the driver's choice
     */
    void launch(Entry entry, long[] global, long[] local);

    /** Waits until everything is done. What failed on the device meanwhile is thrown here. */
    void finish();

    /** What the commands between the last two calls of {@link #finish} took by the device's own clock. */
    DeviceTimes times();

    /** Waits until everything is done and releases the queue. Closing twice is harmless. */
    @Override
    void close();
}
