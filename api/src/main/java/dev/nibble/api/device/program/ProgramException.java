package dev.nibble.api.device.program;

/** A program, a buffer or a queue of a device that did not do what it was asked to. */
public final class ProgramException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What sort of failure it is. */
    public enum Kind {
        /** The program could not be compiled or lacks the entry point. */
        BUILD,
        /** The binary is damaged, is not the one announced, or is for another device. */
        BINARY,
        /** Arguments or work sizes do not fit the entry point. */
        LAUNCH,
        /** More is asked than the device can ever give: work-group size, local memory, one allocation, an ability. */
        LIMIT,
        /** The device has not that much memory left. */
        OUT_OF_MEMORY,
        /** The driver failed otherwise. */
        RUNTIME
    }

    private final Kind kind;

    /** @param message names the device, the program or entry, the call, the driver's error and what to do */
    public ProgramException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** @param message names the device, the program or entry, the call, the driver's error and what to do */
    public ProgramException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
