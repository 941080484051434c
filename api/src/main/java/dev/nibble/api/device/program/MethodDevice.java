package dev.nibble.api.device.program;

import dev.nibble.api.device.Device;

/** A device whose runtime compiles static Java methods itself. Its method may be called from any thread. */
public interface MethodDevice extends Device {
    /**
     * Compiles a method and gives it memory for each of its arguments.
     *
     * @throws ProgramException of kind BUILD if it cannot be compiled or would not run on the device, of kind LIMIT if the
     *     device cannot have such work groups or buffers, of kind OUT_OF_MEMORY if it has not that much memory left
     */
    BoundMethod bind(MethodCall call);
}
