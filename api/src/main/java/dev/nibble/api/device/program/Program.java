package dev.nibble.api.device.program;

/** A built program. */
public interface Program extends AutoCloseable {
    /** The name its source gave it, for messages. */
    String name();

    /**
     * An entry point. Each call makes one with arguments of its own, so that every prepared kernel has its own.
     *
     * @throws ProgramException of kind BUILD if the program has no such entry point; the message lists those it has
     */
    Entry entry(String name);

    /**
     * The program as the driver's own binary, for {@link ProgramSource.Binary}.
     *
     * @throws ProgramException of kind RUNTIME if the driver gives none
     */
    byte[] binary();

    /** Releases the program; its entries must be closed before. Closing twice is harmless. */
    @Override
    void close();
}
