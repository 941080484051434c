package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.program.BoundMethod;
import dev.nibble.api.device.program.MethodCall;
import dev.nibble.api.device.program.MethodDevice;
import dev.nibble.api.device.program.ProgramDevice;
import java.util.List;

/** What makes methods run on a device: exported source that a driver builds, or a runtime that compiles them. */
interface MethodRuntime {
    /**
     * Gives a method memory on the device.
     *
     * @param arguments one for each parameter
     * @param largest work items of the largest launch
     */
    BoundMethod bind(DeviceMethod method, List<MethodCall.Argument> arguments, long[] largest);

    /** @throws IllegalArgumentException if methods do not run on such a device */
    static MethodRuntime of(Device device) {
        return switch (device) {
            case ProgramDevice programs -> new ExportedRuntime(programs);
            case MethodDevice methods -> (method, arguments, largest) -> methods.bind(method.call(arguments, largest));
            default -> throw new IllegalArgumentException("a tornado kernel is prepared on a device of the runtimes "
                    + Requirements.RUNTIMES + ", not on '" + device.info().id() + "'");
        };
    }
}
