package dev.nibble.api.kernel.described;

import dev.nibble.api.device.program.Entry;
import dev.nibble.api.device.program.Program;
import dev.nibble.api.device.program.ProgramDevice;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramSource;
import dev.nibble.api.plugin.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The programs of a described kernel: the vendor's binary where there is one for the device, else the sources. */
final class DevicePrograms implements AutoCloseable {
    private final DescribedKernel kernel;
    private final ProgramDevice device;
    private final Map<ProgramSource, Program> programs = new LinkedHashMap<>();
    private final Optional<ProgramSource> binary;

    DevicePrograms(DescribedKernel kernel, ProgramDevice device) {
        this.kernel = kernel;
        this.device = device;
        this.binary = kernel.described().binaries().stream()
                .filter(it -> it.device().equals(device.info().name()))
                .findFirst()
                .map(it -> new ProgramSource.Binary(kernel.name() + " (" + it.file() + ")",
                        KernelDescription.bytes(kernel.getClass(), it.file()), it.sha256(), it.device(), it.options(),
                        kernel.described().needs()));
    }

    /** @throws ProgramException if it cannot be built, or a source is not the one described */
    Entry entry(Step.OpenClC step) {
        return programs.computeIfAbsent(binary.orElseGet(() -> source(step)), device::build).entry(step.entry());
    }

    private ProgramSource source(Step.OpenClC step) {
        byte[] bytes = KernelDescription.bytes(kernel.getClass(), step.source());
        String name = kernel.name() + " (" + step.source() + ")";
        String found = Sha256.of(bytes);
        if (!step.sha256().isEmpty() && !step.sha256().equals(found)) {
            throw new ProgramException(ProgramException.Kind.BUILD, "the source of kernel " + name + " has SHA-256 " + found
                    + ", but its description says " + step.sha256() + ": one of both was changed without the other");
        }
        return new ProgramSource.OpenClC(name, new String(bytes, StandardCharsets.UTF_8), step.options(),
                kernel.described().needs());
    }

    @Override
    public void close() {
        programs.values().forEach(Program::close);
    }
}
