package dev.nibble.kernels.opencl;

import dev.nibble.api.device.program.Buffer;

/** A buffer in the device's memory. */
final class OpenClBuffer implements Buffer, Ledger.Held {
    private final OpenClDevice device;
    private final long bytes;
    private long handle;

    OpenClBuffer(OpenClDevice device, long handle, long bytes) {
        this.device = device;
        this.handle = handle;
        this.bytes = bytes;
    }

    /**
     * The driver's handle.
     *
     * @throws IllegalArgumentException if the buffer is another device's
     * @throws IllegalStateException if it is closed
     */
    static OpenClBuffer of(Buffer buffer, OpenClDevice device) {
        if (!(buffer instanceof OpenClBuffer own) || own.device != device) {
            throw new IllegalArgumentException("a buffer of another device cannot be used on " + device);
        }
        if (own.handle == 0) {
            throw new IllegalStateException("a buffer of " + own.bytes + " bytes on " + device + " is closed");
        }
        return own;
    }

    long handle() {
        return handle;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (handle != 0) {
            device.ledger().remove(this);
            long released = handle;
            handle = 0;
            device.released(bytes);
            StatusCode.check(device.calls().platforms().releaseMemObject(released), "clReleaseMemObject", device);
        }
    }
}
