package dev.nibble.harness.command;

import dev.nibble.api.plugin.Lint;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.terminal.Output;
import dev.nibble.runtime.registry.ClassFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nibble lint}. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        header = "Look for code that a compiler for devices is known to get wrong.",
        description = {
            "",
            "Reads class files and runs nothing. 'nibble check' refuses kernels from jars with a finding. Exits with 1 if "
                    + "there is a finding; that there is none proves nothing, the check on the device does.",
            ""
        },
        footer = {"", "Example:", "  nibble lint my-kernels.jar"})
public final class LintCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Jars, folders with classes, or class files.")
    private List<Path> paths;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PluginSnapshot snapshot = plugins.snapshot()) {
            return lint(snapshot.registry());
        }
    }

    private int lint(Registry registry) {
        if (registry.lints().isEmpty()) {
            throw new UsageException("there is no lint, neither on the class path nor in a plugin folder");
        }
        List<Lint.Finding> findings = new ArrayList<>();
        int count = 0;
        for (Path path : paths) {
            Map<String, byte[]> classes = read(path);
            count += classes.size();
            registry.lints().forEach(lint -> findings.addAll(lint.check(classes)));
        }
        if (output.json()) {
            output.json(findings);
        } else {
            findings.forEach(finding -> output.line(finding.toString()));
            output.line(findings.size() + " finding(s) in " + count + " class(es)");
        }
        return findings.isEmpty() ? ExitCode.OK : ExitCode.VERDICT_FAILED;
    }

    private static Map<String, byte[]> read(Path path) {
        try {
            Map<String, byte[]> classes = ClassFiles.read(path);
            if (classes.isEmpty()) {
                throw new UsageException("there is no class file in " + path
                        + "; name a jar, a folder with classes or a class file");
            }
            return classes;
        } catch (IOException e) {
            throw new UsageException("classes cannot be read from " + path + ": " + e);
        }
    }
}
