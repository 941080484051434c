package dev.nibble.harness.command;

import dev.nibble.api.kernel.KernelExporter;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Support;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.file.WholeFile;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.terminal.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nibble export-kernels}. */
@Command(
        name = "export-kernels",
        mixinStandardHelpOptions = true,
        header = "Write kernels as sources that run without their compiler.",
        description = {
            "",
            "Each kernel becomes a source with a description in JSON beside it. Files of the same name are replaced.",
            "For opencl this needs the kernels' compiler, which for the tornado kernels is TornadoVM's SDK. For fpga it needs "
                    + "nothing: the sources have fixed work groups and unrolled loops for offline compilers, whose commands "
                    + "stand in the README.md beside them.",
            ""
        },
        footer = {"", "Example:", "  nibble export-kernels --target fpga -o fpga"})
public final class ExportKernelsCommand implements Callable<Integer> {
    @Option(names = {"-o", "--output"}, paramLabel = "DIR", required = true,
            description = "Folder for the files; made if it is not there.")
    private Path folder;

    @Option(names = "--target", paramLabel = "opencl|fpga", defaultValue = "opencl",
            description = "opencl for drivers that compile, fpga for vendors' offline compilers (default: ${DEFAULT-VALUE}).")
    private KernelExporter.Target target;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PluginSnapshot snapshot = plugins.snapshot()) {
            return export(snapshot.registry());
        }
    }

    private int export(Registry registry) throws IOException {
        List<String> written = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (KernelExporter exporter : registry.exporters()) {
            Support usable = exporter.usable(target);
            if (usable.supported()) {
                written.addAll(write(exporter.export(target)));
            } else {
                refused.add(exporter.name() + ": " + usable);
            }
        }
        if (output.json()) {
            output.json(Map.of("written", written, "refused", refused));
        } else {
            written.forEach(output::line);
            refused.forEach(line -> output.err().println("not exported: " + line));
        }
        return written.isEmpty() ? ExitCode.ENVIRONMENT : ExitCode.OK;
    }

    private List<String> write(Map<String, byte[]> files) throws IOException {
        Files.createDirectories(folder);
        List<String> written = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            WholeFile.write(path, file.getValue());
            written.add(path.toString());
        }
        return written;
    }
}
