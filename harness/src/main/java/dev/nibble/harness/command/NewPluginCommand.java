package dev.nibble.harness.command;

import dev.nibble.harness.ExitCode;
import dev.nibble.harness.project.NewProject;
import dev.nibble.harness.project.ProjectKind;
import dev.nibble.harness.terminal.Output;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nibble new-plugin}. */
@Command(
        name = "new-plugin",
        mixinStandardHelpOptions = true,
        header = "Make a Maven project for a quantizer, kernel or format of your own.",
        description = {
            "",
            "The project works as it is: 'mvn package' compiles it, proves it with its conformance test and makes a jar that "
                    + "is a plugin on the class path and in the folder of plugins. The lines to edit are marked with 'goes "
                    + "here'.",
            ""
        },
        footer = {"", "Examples:", "  nibble new-plugin quantizer three-sigma", "  nibble new-plugin kernel my.linear.int8 "
                + "--dir kernels/int8", "  nibble new-plugin format log3"})
public final class NewPluginCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "KIND", description = "${COMPLETION-CANDIDATES}, in lower case too.")
    private ProjectKind kind;

    @Parameters(index = "1", paramLabel = "NAME", description = "Name of the plugin, as users will choose it.")
    private String name;

    @Option(names = "--dir", paramLabel = "DIR", description = "Folder of the project, new or empty; by default NAME.")
    private Path folder;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        NewProject project = new NewProject(kind, name);
        project.requireFree(PluginRegistry.load(Thread.currentThread().getContextClassLoader()));
        Path target = folder == null ? Path.of(name) : folder;
        List<String> files = project.write(target).stream().map(file -> target.resolve(file).toString()).toList();
        if (output.json()) {
            output.json(files);
            return ExitCode.OK;
        }
        files.forEach(output::line);
        output.line("Next: read " + target.resolve("README.md") + ", edit what 'goes here', and 'mvn package' in " + target);
        return ExitCode.OK;
    }
}
