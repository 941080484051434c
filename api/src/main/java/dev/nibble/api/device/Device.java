package dev.nibble.api.device;

/** An open device: holds threads, contexts and queues until it is closed. Kernels are prepared on it. */
public interface Device extends AutoCloseable {
    DeviceInfo info();

    /**
     * Measures the device's own ceiling; takes up to a few seconds.
     *
     * @param threads host threads to use, where the device computes with them
     */
    Ceiling measureCeiling(int threads);

    @Override
    void close();
}
