package dev.nibble.api.kernel;

import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Support;
import java.util.Map;

/** Turns kernels into files that run where their compiler is not installed; {@code nibble export-kernels} asks for it. */
public interface KernelExporter extends Plugin {
    /** What the files are for. */
    enum Target {
        /** Drivers that compile sources. */
        OPENCL,
        /** Vendors' offline compilers for FPGAs. */
        FPGA
    }

    /** Whether it can export for a target here, or what is missing and what would make it so. */
    Support usable(Target target);

    /**
     * Exports all kernels that this exporter knows. Takes up to minutes.
     *
     * @return contents by file name: sources, a description beside each, and what a user must read
     * @throws IllegalStateException if the compiler fails; the message has the end of what it said
     */
    Map<String, byte[]> export(Target target);
}
