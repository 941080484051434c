package dev.nibble.kernels.tornado;

import dev.nibble.api.kernel.DeviceTimes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A method with memory on a device for each of its arguments. Used by one thread at a time; nothing here allocates. */
interface BoundMethod extends AutoCloseable {
    /** Copies host memory to an argument. It must stay as it is until {@link #finish} returned. */
    void write(int argument, MemorySegment from, long bytes);

    /** Runs the method. */
    void launch(long[] global);

    /** Copies an argument to host memory. */
    void read(int argument, MemorySegment to, long bytes);

    /** Waits until all is done. */
    void finish();

    /** What the device says of the commands before the last {@link #finish}. */
    Optional<DeviceTimes> times();

    @Override
    void close();
}
