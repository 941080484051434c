package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.program.BoundMethod;
import dev.nibble.api.device.program.MethodCall;
import dev.nibble.api.device.program.MethodDevice;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/**
 * An open device of TornadoVM. Its memory belongs to the plans of prepared kernels.
 *
 * @param info as it was found
 * @param handle TornadoVM's own
 * @param log what its library prints
 */
record JitDevice(DeviceInfo info, TornadoDevice handle, DriverLog log) implements MethodDevice {
    @Override
    public BoundMethod bind(MethodCall call) {
        return JitMethod.compile(this, call);
    }

    @Override
    public Ceiling measureCeiling(int threads) {
        return new JitCeiling(this).measure(threads);
    }

    @Override
    public void close() {
        log.close();
    }
}
