package dev.nibble.bundles.trust;

import dev.nibble.bundles.jar.PrivateJar;
import dev.nibble.bundles.jar.RefusedJarException;
import dev.nibble.harness.plugin.PluginFolders;
import dev.nibble.harness.plugin.Trust;
import dev.nibble.harness.terminal.ShellWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides which jars of a folder may run, by the files that lie in it now.
 *
 * @param folder the plugin folder
 * @param asked the policy that was asked for; empty for the folder's own
 * @param seen the jars that were seen before
 * @param signatures of jars that were asked for before
 */
public record FolderTrust(Path folder, Optional<Trust> asked, SeenJars seen, Signatures signatures) {
    public FolderTrust(Path folder, Optional<Trust> asked, SeenJars seen) {
        this(folder, asked, seen, new Signatures());
    }

    /** What a command must be given to work with this folder under this policy. */
    public String options() {
        return PluginFolders.options(folder, asked);
    }

    /** The policy in force. */
    public Trust policy() {
        return asked.orElse(PluginLock.isIn(folder) ? Trust.LISTED : Trust.ANY);
    }

    /**
     * Checks a jar before anything of it runs.
     *
     * @param remarks takes a notice about a jar that was never seen before
     * @throws RefusedJarException if the policy does not let it run
     * @throws IOException if the policy's files cannot be read
     */
    public void require(PrivateJar taken, Consumer<String> remarks) throws RefusedJarException, IOException {
        switch (policy()) {
            case ANY -> {
                if (seen.isNew(taken.jar().sha256())) {
                    remarks.accept("new plugin " + taken.jar().title() + " in " + taken.jar().file() + " (SHA-256 "
                            + taken.jar().sha256() + "): its code runs with your rights");
                }
            }
            case LISTED -> PluginLock.of(folder).require(taken.jar(), PluginFolders.options(folder, Optional.empty()));
            case SIGNED -> Signers.of(folder).require(
                    taken.jar(), signatures.of(taken), PluginFolders.options(folder, Optional.empty()));
        }
    }

    /** What makes this folder's policy weak; empty if nothing does. */
    public Optional<String> weakness() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (view == null || !view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            return Optional.empty();
        }
        return Optional.of("everybody on this machine can write into " + folder + " and have code run as you; 'chmod o-w "
                + ShellWord.of(folder.toString()) + "' ends that");
    }
}
