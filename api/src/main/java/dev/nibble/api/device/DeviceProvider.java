package dev.nibble.api.device;

import dev.nibble.api.plugin.Plugin;
import java.util.List;

/** Finds the devices of one runtime. Who loads native drivers does so within {@link JvmSignals#keep}. */
public interface DeviceProvider extends Plugin {
    /**
     * All devices, those that cannot be used included; when the runtime itself is missing, one entry that says what to
     * install. Never throws because hardware, drivers or files are absent.
     */
    List<DeviceInfo> devices();

    /** Arguments that a JVM needs to use this runtime, for example {@code --add-modules=jdk.incubator.vector}. */
    List<String> jvmArguments();

    /**
     * Opens a device that {@link #devices()} listed as usable, in a JVM with {@link #jvmArguments()}.
     *
     * @throws IllegalStateException if it cannot be opened; the message names device and cause
     */
    Device open(DeviceInfo device);
}
