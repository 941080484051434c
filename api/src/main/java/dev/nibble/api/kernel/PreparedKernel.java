package dev.nibble.api.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A kernel bound to packed weights. Not safe for concurrent calls of {@link #run}; several prepared kernels on one device may
 * run at the same time, each on a thread of its own.
 */
public interface PreparedKernel extends AutoCloseable {
    /** Bytes of workspace that {@link #run} needs at the request's m; the same segment serves call after call. */
    default long workspaceBytes() {
        return 0;
    }

    /** Bytes of the packed weights, in this kernel's own layout. */
    long packedBytes();

    /**
     * Computes the operation. The hot path: allocates nothing after warm-up.
     *
     * <p>All segments may be used from any thread, so they are not those of a confined arena. Values that are not finite
     * give no defined result.
     *
     * @param m rows of the dense operand, from 1 to the request's m
     * @param input the dense operand as the operation defines it, float32 or int32, row-major; an empty segment where
     *     there is none. Not written to
     * @param output float32, row-major; every element of the first m rows is written, and nothing else
     * @param workspace at least {@link #workspaceBytes()}, aligned to 64 bytes
     */
    void run(long m, MemorySegment input, MemorySegment output, MemorySegment workspace);

    /** The device's own account of the last call of {@link #run}, where the device keeps one. */
    default Optional<DeviceTimes> lastTimes() {
        return Optional.empty();
    }

    /** Releases what the packed weights take. */
    @Override
    void close();
}
