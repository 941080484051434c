package dev.nibble.harness.command;

import java.util.List;
import picocli.CommandLine.Option;

/** Options that say which kernels on which devices. A picocli mixin. */
final class Choice {
    @Option(names = "--format", paramLabel = "FORMAT",
            description = "A format, for example affine:bits=4,group=64. May be repeated.")
    private List<String> formats;

    @Option(names = "--kernel", paramLabel = "PATTERN", split = ",", description = "Kernels by name, * and ? allowed.")
    private List<String> kernels;

    @Option(names = "--device", paramLabel = "PATTERN", split = ",", description = "Devices by id, * and ? allowed.")
    private List<String> devices;

    @Option(names = "--threads", paramLabel = "N", split = ",", description = "Host threads; 0 for all cores, the default.")
    private List<Integer> threads;

    /** What was given, or null: the plan then has its defaults. */
    List<String> formats() {
        return formats;
    }

    List<String> kernels() {
        return kernels;
    }

    List<String> devices() {
        return devices;
    }

    List<Integer> threads() {
        return threads;
    }

    boolean any() {
        return formats != null || kernels != null || devices != null || threads != null;
    }
}
