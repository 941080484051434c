package dev.nibble.bundles.command;

import dev.nibble.bundles.host.FolderContent;
import dev.nibble.bundles.host.HostLimits;
import dev.nibble.bundles.jar.RefusedJarException;
import dev.nibble.bundles.trust.JarSigner;
import dev.nibble.bundles.trust.PluginLock;
import dev.nibble.bundles.trust.Signers;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.command.PluginChoice;
import dev.nibble.harness.plugin.DroppedIn;
import dev.nibble.harness.terminal.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nibble plugins trust}. */
@Command(
        name = "trust",
        mixinStandardHelpOptions = true,
        description = {"Pin plugin jars, so that from then on no other may run.",
            "", "Writes name, version and SHA-256 of jars in the plugin folder into its plugins.lock. With --signer, the "
                + "certificate of a signed jar goes into its plugins.signers, for --trust signed.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble plugins trust --all", "  nibble plugins trust org.example.my-quantizer",
            "  nibble plugins trust --signer plugins/my-quantizer-1.0.jar"})
public final class PluginsTrust implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Symbolic names, or names of jars in the folder.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "Pin all jars of the folder.")
    private boolean all;

    @Option(names = "--signer", paramLabel = "JAR", description = "Trust whoever signed this jar.")
    private Path signed;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    /** The JSON document. */
    record Document(List<PluginLock.Pin> pinned, List<JarSigner> signers) {}

    @Override
    public Integer call() throws IOException {
        if (names.isEmpty() && !all && signed == null) {
            throw new UsageException("which jars? Give names, --all or --signer JAR");
        }
        Path folder = plugins.folder();
        List<JarSigner> signers = signed == null ? List.of() : List.of(trustSigner(folder));
        List<PluginLock.Pin> pinned = names.isEmpty() && !all ? List.of() : pin(folder);
        if (output.json()) {
            output.json(new Document(pinned, signers));
        }
        return 0;
    }

    private List<PluginLock.Pin> pin(Path folder) throws IOException {
        List<PluginLock.Pin> pinned = new ArrayList<>();
        try (FolderContent content = FolderContent.of(folder, HostLimits.usual().jars())) {
            List<FolderContent.Found> chosen = all ? content.found() : Jars.named(content, names, folder);
            PluginLock lock = PluginLock.of(folder);
            for (FolderContent.Found found : chosen) {
                lock = found.jar().isEmpty() ? lock : lock.without(found.jar().get().jar().symbolicName());
            }
            for (FolderContent.Found found : chosen) {
                DroppedIn jar = found.jar().orElseThrow(() -> new UsageException(
                        found.file() + " is not pinned, nothing is: " + found.refusal().orElseThrow())).jar();
                lock = lock.and(jar);
                pinned.add(new PluginLock.Pin(jar.symbolicName(), jar.version(), jar.sha256()));
            }
            lock.save(folder);
            pinned.forEach(pin -> output.line("pinned " + pin.symbolicName() + " " + pin.version() + ", SHA-256 " + pin.sha256()));
            PluginLock now = lock;
            content.found().stream()
                    .filter(found -> found.jar().isEmpty() || !now.lists(found.jar().get().jar()))
                    .forEach(found -> output.err().println(found.file() + " is not listed, so it will be refused from now on"));
        }
        return pinned;
    }

    private JarSigner trustSigner(Path folder) throws IOException {
        if (!Files.exists(signed)) {
            throw new NoSuchFileException(signed.toString());
        }
        try {
            JarSigner signer = JarSigner.of(signed).orElseThrow(() ->
                    new UsageException(signed + " is not signed, or not as a whole by one signer"));
            Signers.of(folder).with(signer).save(folder);
            output.line("trusted " + signer.subject() + ", certificate SHA-256 " + signer.sha256());
            return signer;
        } catch (RefusedJarException e) {
            throw new UsageException(signed + ": " + e.getMessage());
        }
    }
}
