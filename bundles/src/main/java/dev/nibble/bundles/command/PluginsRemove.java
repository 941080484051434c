package dev.nibble.bundles.command;

import dev.nibble.bundles.host.FolderContent;
import dev.nibble.bundles.host.HostLimits;
import dev.nibble.bundles.trust.PluginLock;
import dev.nibble.harness.command.PluginChoice;
import dev.nibble.harness.plugin.DroppedIn;
import dev.nibble.harness.terminal.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nibble plugins remove}. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = {"Take plugin jars out of the plugin folder.",
            "", "Deletes the jars, and their lines in plugins.lock. Runs that use them go on to their end.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble plugins remove org.example.my-quantizer", "  nibble plugins remove my-quantizer-1.0.jar"})
public final class PluginsRemove implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Symbolic names, or names of jars in the folder.")
    private List<String> names;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        Path folder = plugins.folder();
        List<String> removed = new ArrayList<>();
        try (FolderContent content = FolderContent.of(folder, HostLimits.usual().jars())) {
            // All names are known before anything is deleted.
            List<FolderContent.Found> chosen = Jars.named(content, names, folder);
            for (FolderContent.Found found : chosen) {
                Files.delete(found.file());
                unpin(folder, found);
                removed.add(found.file().toString());
                output.line("removed " + found.file() + found.jar().map(jar -> ", " + jar.jar().title()).orElse(""));
            }
        }
        if (output.json()) {
            output.json(removed);
        }
        return 0;
    }

    private static void unpin(Path folder, FolderContent.Found found) throws IOException {
        if (found.jar().isEmpty() || !PluginLock.isIn(folder)) {
            return;
        }
        DroppedIn jar = found.jar().get().jar();
        PluginLock lock = PluginLock.of(folder);
        if (lock.lists(jar)) {
            lock.without(jar.symbolicName()).save(folder);
        }
    }
}
