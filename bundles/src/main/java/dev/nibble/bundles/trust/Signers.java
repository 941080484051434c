package dev.nibble.bundles.trust;

import dev.nibble.bundles.jar.RefusedJarException;
import dev.nibble.harness.file.WholeFile;
import dev.nibble.harness.plugin.DroppedIn;
import dev.nibble.harness.terminal.ShellWord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The {@code plugins.signers} of a folder: certificates whose jars may run under the policy {@code signed}. Immutable.
 *
 * @param subjects whom each certificate names, by its SHA-256 in lower-case hex
 */
public record Signers(Map<String, String> subjects) {
    private static final String NAME = "plugins.signers";

    public Signers {
        subjects = Collections.unmodifiableMap(new TreeMap<>(subjects));
    }

    /**
     * Reads the folder's; none if there is no file.
     *
     * @throws IOException if it cannot be read, or a line is none; the message names the line
     */
    public static Signers of(Path folder) throws IOException {
        Map<String, String> subjects = new TreeMap<>();
        for (TextLines.Line line : TextLines.read(folder.resolve(NAME))) {
            String digest = line.words().getFirst();
            if (!digest.matches("[0-9a-f]{64}")) {
                throw new IOException(folder.resolve(NAME) + ", line " + line.number()
                        + ": the SHA-256 of a certificate in lower-case hex is expected");
            }
            subjects.put(digest, String.join(" ", line.words().subList(1, line.words().size())));
        }
        return new Signers(subjects);
    }

    /** Writes them into the folder. */
    public void save(Path folder) throws IOException {
        WholeFile.write(folder.resolve(NAME), subjects.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining("\n", "# Certificates whose jars may run here: SHA-256 and subject.\n", "\n")));
    }

    /** These, and one more. */
    public Signers with(JarSigner signer) {
        Map<String, String> all = new TreeMap<>(subjects);
        all.put(signer.sha256(), signer.subject().replaceAll("[\\p{Cntrl}#]", " "));
        return new Signers(all);
    }

    /**
     * @param found who signed the jar as a whole
     * @param options by which commands find the folder
     * @throws RefusedJarException if not every entry of the jar is signed with one of these
     */
    void require(DroppedIn jar, Map<String, JarSigner> found, String options) throws RefusedJarException {
        if (found.isEmpty()) {
            throw new RefusedJarException("it is not signed, or not as a whole by one signer, and this folder takes signed "
                    + "jars only");
        }
        if (found.keySet().stream().noneMatch(subjects::containsKey)) {
            JarSigner one = found.values().iterator().next();
            throw new RefusedJarException("it is signed by " + one.subject() + ", whose certificate (SHA-256 " + one.sha256()
                    + ") is not in " + NAME + "; if you trust it, 'nibble plugins trust --signer "
                    + ShellWord.of(jar.file().toString()) + options + "' adds it");
        }
    }
}
