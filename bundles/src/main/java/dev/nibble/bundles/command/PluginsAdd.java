package dev.nibble.bundles.command;

import dev.nibble.api.plugin.Plugin;
import dev.nibble.bundles.host.FolderContent;
import dev.nibble.bundles.host.HostLimits;
import dev.nibble.bundles.host.Trial;
import dev.nibble.bundles.jar.RefusedJarException;
import dev.nibble.bundles.trust.FolderTrust;
import dev.nibble.bundles.trust.PluginLock;
import dev.nibble.bundles.trust.SeenJars;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.command.PluginChoice;
import dev.nibble.harness.file.WholeFile;
import dev.nibble.harness.plugin.DroppedIn;
import dev.nibble.harness.plugin.Trust;
import dev.nibble.harness.terminal.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nibble plugins add}. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = {"Try a plugin jar, and put it into the plugin folder.",
            "", "It is read through and loaded first; one that cannot be used is refused and the folder stays as it is. A jar of "
                + "the same symbolic name is replaced. If the folder has a plugins.lock, the jar is pinned there.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble plugins add target/my-quantizer-1.0.jar", "",
            "A plugin is code that runs with your rights. Exit code 2 if a jar is refused."})
public final class PluginsAdd implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "JAR", description = "Jars to add.")
    private List<Path> jars;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    /** What {@code --json} shows of one jar. */
    record Added(String file, String symbolicName, String version, String sha256, List<String> plugins, boolean pinned) {}

    @Override
    public Integer call() throws IOException {
        List<Added> added = new ArrayList<>();
        for (Path jar : jars) {
            if (!Files.exists(jar)) {
                throw new NoSuchFileException(jar.toString());
            }
            if (!jar.getFileName().toString().endsWith(".jar")) {
                throw new UsageException(jar + " is no jar by its name, and nothing else is looked at in a plugin folder");
            }
            added.add(add(jar));
        }
        if (output.json()) {
            output.json(added);
        }
        return 0;
    }

    private Added add(Path jar) throws IOException {
        Path folder = plugins.folder();
        boolean listed = plugins.trust().map(Trust.LISTED::equals).orElse(PluginLock.isIn(folder));
        // The other policies say nothing against a jar that is just being added.
        FolderTrust signed = new FolderTrust(folder, Optional.of(Trust.SIGNED), SeenJars.all());
        try (Trial trial = Trial.of(jar, HostLimits.usual(), taken -> {
            if (plugins.trust().filter(Trust.SIGNED::equals).isPresent()) {
                signed.require(taken, _ -> { });
            }
        })) {
            DroppedIn tried = trial.jar().jar();
            Files.createDirectories(folder);
            requireFree(folder.resolve(jar.getFileName()), tried);
            if (listed) {
                // The one before stays listed until this one is there.
                PluginLock.of(folder).and(tried).save(folder);
            }
            put(trial.jar().copy(), folder, jar.getFileName(), tried.symbolicName());
            if (listed) {
                PluginLock.of(folder).with(tried).save(folder);
            }
            trial.problems().forEach(problem -> output.err().println("problem: " + problem));
            List<String> names = trial.plugins().stream().map(Plugin::name).distinct().toList();
            output.line("added " + tried.title() + " to " + folder + ", with " + String.join(", ", names)
                    + (listed ? ", and pinned it in plugins.lock" : "") + "; SHA-256 " + tried.sha256());
            return new Added(folder.resolve(jar.getFileName()).toString(), tried.symbolicName(), tried.version(),
                    tried.sha256(), names, listed);
        } catch (RefusedJarException e) {
            throw new UsageException(jar + " is not added: " + e.getMessage());
        }
    }

    /** @throws UsageException if a jar with another plugin lies where this one should */
    private static void requireFree(Path target, DroppedIn tried) throws IOException {
        try (FolderContent content = FolderContent.of(target.getParent(), HostLimits.usual().jars())) {
            Optional<String> other = content.found().stream()
                    .filter(found -> found.file().equals(target))
                    .flatMap(found -> found.jar().stream())
                    .map(jar -> jar.jar().symbolicName())
                    .filter(name -> !name.equals(tried.symbolicName()))
                    .findFirst();
            if (other.isPresent()) {
                throw new UsageException(target + " is another plugin, " + other.get() + "; rename the jar with "
                        + tried.symbolicName() + ", or remove that plugin first");
            }
        }
    }

    /** The bytes that were tried, whole or not at all; then older jars of the name go. */
    private static void put(Path tried, Path folder, Path name, String symbolicName) throws IOException {
        Path target = folder.resolve(name);
        WholeFile.copy(tried, target);
        try (FolderContent content = FolderContent.of(folder, HostLimits.usual().jars())) {
            for (FolderContent.Found other : content.found().stream()
                    .filter(found -> found.isCalled(symbolicName) && !found.file().equals(target))
                    .toList()) {
                Files.delete(other.file());
            }
        }
    }
}
