package dev.nibble.bundles.command;

import dev.nibble.bundles.host.FolderContent;
import dev.nibble.bundles.host.HostLimits;
import dev.nibble.bundles.jar.PrivateJar;
import dev.nibble.bundles.jar.RefusedJarException;
import dev.nibble.bundles.trust.FolderTrust;
import dev.nibble.bundles.trust.SeenJars;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.command.PluginChoice;
import dev.nibble.harness.plugin.DroppedIn;
import dev.nibble.harness.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nibble plugins verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {"Check the jars of the plugin folder without running anything of them.",
            "", "Each is read through: sizes, names, checksums, manifest; then the policy decides: plugins.lock, or signatures.",
            ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble plugins verify", "  nibble plugins verify --trust signed --json", "",
            "Exit code 1 if a jar would be refused."})
public final class PluginsVerify implements Callable<Integer> {
    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    /**
     * What {@code --json} shows of one jar.
     *
     * @param problem empty if the jar may run
     */
    record Verdict(String file, String symbolicName, String version, String sha256, String problem) {}

    @Override
    public Integer call() throws IOException {
        Path folder = plugins.folder();
        FolderTrust trust = new FolderTrust(folder, plugins.trust(), SeenJars.all());
        List<Verdict> verdicts = new ArrayList<>();
        try (FolderContent content = FolderContent.of(folder, HostLimits.usual().jars())) {
            for (FolderContent.Found found : content.found()) {
                verdicts.add(verdict(found, trust));
            }
        }
        boolean good = verdicts.stream().allMatch(verdict -> verdict.problem().isEmpty());
        if (output.json()) {
            output.json(verdicts);
        } else {
            verdicts.forEach(this::print);
            output.line(verdicts.size() + (verdicts.size() == 1 ? " jar in " : " jars in ") + folder + ", policy "
                    + trust.policy().name().toLowerCase(Locale.ROOT) + ": " + (good ? "all may run" : "not all may run"));
        }
        return good ? ExitCode.OK : ExitCode.VERDICT_FAILED;
    }

    private void print(Verdict verdict) {
        output.line((verdict.problem().isEmpty() ? "ok       " : "REFUSED  ") + verdict.file()
                + (verdict.symbolicName().isEmpty() ? "" : ": " + verdict.symbolicName() + " " + verdict.version())
                + (verdict.problem().isEmpty() ? ", SHA-256 " + verdict.sha256() : ": " + verdict.problem()));
    }

    private static Verdict verdict(FolderContent.Found found, FolderTrust trust) throws IOException {
        if (found.jar().isEmpty()) {
            return verdict(found.file(), Optional.empty(), found.refusal().orElseThrow());
        }
        PrivateJar jar = found.jar().get();
        try {
            trust.require(jar, _ -> { });
            return verdict(found.file(), Optional.of(jar.jar()), "");
        } catch (RefusedJarException e) {
            return verdict(found.file(), Optional.of(jar.jar()), e.getMessage());
        }
    }

    private static Verdict verdict(Path file, Optional<DroppedIn> jar, String problem) {
        return new Verdict(file.toString(), jar.map(DroppedIn::symbolicName).orElse(""),
                jar.map(DroppedIn::version).orElse(""), jar.map(DroppedIn::sha256).orElse(""), problem);
    }
}
