package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.program.ProgramDevice;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** What makes methods run on a device: exported source that a driver builds, or TornadoVM itself. */
interface MethodRuntime {
    /**
     * Gives a method memory on the device.
     *
     * @param arguments one for each parameter
     * @param largest work items of the largest launch
     */
    BoundMethod bind(DeviceMethod method, List<Argument> arguments, long[] largest);

    /** @throws IllegalArgumentException if methods do not run on such a device */
    static MethodRuntime of(Device device) {
        return switch (device) {
            case ProgramDevice programs -> new ExportedRuntime(programs);
            case JitDevice jit -> new JitRuntime(jit);
            default -> throw new IllegalArgumentException("a tornado kernel is prepared on a device of the runtimes "
                    + Requirements.RUNTIMES + ", not on '" + device.info().id() + "'");
        };
    }

    /**
     * What an argument is bound to.
     *
     * @param content what it holds from the start, not needed any more once bound; {@link MemorySegment#NULL} for nothing
     * @param bytes its size
     */
    record Argument(MemorySegment content, long bytes) {
        static Argument of(MemorySegment content) {
            return new Argument(content, content.byteSize());
        }

        static Argument room(long bytes) {
            return new Argument(MemorySegment.NULL, bytes);
        }

        boolean isFilled() {
            return content.byteSize() > 0;
        }
    }
}
