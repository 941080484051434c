package dev.nibble.api.device.program;

import dev.nibble.api.kernel.DeviceTimes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A method with memory on a device for each of its arguments. Used by one thread at a time. Each method throws a
 * {@link ProgramException} that names the method and the device if the device does not do what it is asked to.
 */
public interface BoundMethod extends AutoCloseable {
    /** Copies host memory to the beginning of an argument. It must stay as it is until {@link #finish} returned. */
    void write(int argument, MemorySegment from, long bytes);

    /**
     * Runs the method.
     *
     * @param global work items, at most those that it was bound with; a runtime may take those for all launches, so that a
     *     method must stop at the sizes that its arguments tell
     */
    void launch(long[] global);

    /** Copies the beginning of an argument to host memory. */
    void read(int argument, MemorySegment to, long bytes);

    /** Waits until all is done. */
    void finish();

    /** What the device says of the commands before the last {@link #finish}. */
    Optional<DeviceTimes> times();

    /** Releases the memory. Closing twice is harmless. */
    @Override
    void close();
}
