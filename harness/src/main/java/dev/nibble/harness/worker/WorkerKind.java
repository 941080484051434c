package dev.nibble.harness.worker;

import java.nio.file.Path;
import java.util.List;

/**
 * What a cell needs its worker to be.
 *
 * @param runtime the device's runtime
 * @param arguments JVM arguments that this runtime needs
 * @param plugins class path entries that come behind the host's own
 */
public record WorkerKind(String runtime, List<String> arguments, List<Path> plugins) {
    public WorkerKind {
        arguments = List.copyOf(arguments);
        plugins = List.copyOf(plugins);
    }
}
