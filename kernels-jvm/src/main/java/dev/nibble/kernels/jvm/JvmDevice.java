package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;

/** The processor that this JVM runs on, and the threads that compute on it. */
final class JvmDevice implements Device {
    private final DeviceInfo info;
    private final WorkerPool pool = new WorkerPool();
    private final Warmup warmup;

    JvmDevice(DeviceInfo info, Warmup warmup) {
        this.info = info;
        this.warmup = warmup;
    }

    /** @throws IllegalArgumentException if the device is another runtime's */
    static JvmDevice of(Device device) {
        if (device instanceof JvmDevice jvm) {
            return jvm;
        }
        throw new IllegalArgumentException(
                "a jvm kernel is prepared on the device 'jvm', not on '" + device.info().id() + "'");
    }

    WorkerPool pool() {
        return pool;
    }

    Warmup warmup() {
        return warmup;
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public Ceiling measureCeiling(int threads) {
        return VectorCeiling.measure(pool, threads, CpuFacts.read().lastLevelCacheBytes());
    }

    @Override
    public void close() {
        pool.close();
    }
}
