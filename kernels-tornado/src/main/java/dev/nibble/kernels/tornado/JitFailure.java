package dev.nibble.kernels.tornado;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramException.Kind;

/** What TornadoVM throws, which may be an Error as well, as a failure of a known kind. */
final class JitFailure {
    private JitFailure() {}

    /** @throws VirtualMachineError if it is one: such a JVM cannot go on */
    static ProgramException of(String method, DeviceInfo device, Throwable thrown) {
        if (thrown instanceof VirtualMachineError fatal) {
            throw fatal;
        }
        if (thrown instanceof ProgramException known) {
            return known;
        }
        return new ProgramException(kind(thrown), "method " + method + " on " + device.id() + " (" + device.name() + "): "
                + thrown.getClass().getSimpleName() + ": " + reason(thrown), thrown);
    }

    /** Some messages have a stack trace in them, which the cause has as well. */
    private static String reason(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        int trace = message.indexOf("Stacktrace:");
        return (trace < 0 ? message : message.substring(0, trace)).strip();
    }

    private static Kind kind(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        return switch (name) {
            case "TornadoOutOfMemoryException", "TornadoMemoryException" -> Kind.OUT_OF_MEMORY;
            case "TornadoDeviceFP16NotSupported", "TornadoDeviceFP64NotSupported" -> Kind.LIMIT;
            case "TornadoBailoutRuntimeException", "TornadoCompilationException", "TornadoInliningException",
                    "TornadoInternalError", "TornadoRuntimeException" -> Kind.BUILD;
            default -> Kind.RUNTIME;
        };
    }
}
