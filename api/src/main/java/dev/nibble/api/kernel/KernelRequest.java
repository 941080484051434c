package dev.nibble.api.kernel;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.op.OpSpec;

/**
 * What a kernel is asked to serve.
 *
 * @param spec operation, format, shapes and types; {@code spec.m()} is the largest m that {@code run} will be given
 * @param device where
 * @param threads host threads to use, at least 1
 */
public record KernelRequest(OpSpec spec, DeviceInfo device, int threads) {
    public KernelRequest {
        if (threads < 1) {
            throw new IllegalArgumentException("a kernel needs at least 1 thread, not " + threads);
        }
    }
}
