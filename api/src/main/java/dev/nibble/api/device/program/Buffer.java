package dev.nibble.api.device.program;

/** Memory on a device. It stays there until it is closed. */
public interface Buffer extends AutoCloseable {
    /** Its size. */
    long bytes();

    /** Releases the memory. Nothing that uses it may be queued any more; closing twice is harmless. */
    @Override
    void close();
}
