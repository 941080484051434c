package dev.nibble.api.device.program;

import dev.nibble.api.device.Device;
import java.lang.foreign.MemorySegment;

/**
 * A device that builds and runs programs. Its methods may be called from any thread; of what they return, each object
 * says for itself.
 */
public interface ProgramDevice extends Device {
    /** What a kernel may ask of this device; the same as {@code Limits.of(info())}. */
    Limits limits();

    /**
     * Builds a program, or takes it from a cache of programs built before by this driver.
     *
     * @throws ProgramException of kind BUILD with the compiler's log, of kind LIMIT if the source needs an ability that
     *     the device lacks, of kind BINARY if a binary is not the one announced or not for this device
     */
    Program build(ProgramSource source);

    /**
     * Memory on the device, its content undefined.
     *
     * @param bytes at least 1
     * @throws ProgramException of kind OUT_OF_MEMORY if the device has not that much left, of kind LIMIT if it never can
     *     give that much in one piece
     */
    Buffer allocate(long bytes);

    /** A queue of its own, to be used by one thread at a time. */
    CommandQueue queue();

    /**
     * Memory on the device with a copy of the given bytes, which are not needed any more when this returns.
     *
     * @throws ProgramException as {@link #allocate}, and of kind RUNTIME if copying fails
     */
    default Buffer upload(MemorySegment content) {
        Buffer buffer = allocate(content.byteSize());
        try (CommandQueue queue = queue()) {
            queue.write(buffer, 0, content, content.byteSize());
            queue.finish();
            return buffer;
        } catch (RuntimeException e) {
            buffer.close();
            throw e;
        }
    }
}
