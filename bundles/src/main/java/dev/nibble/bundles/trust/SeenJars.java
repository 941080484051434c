package dev.nibble.bundles.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** The SHA-256 of jars that the user was told about, one a line in a file of the user's cache folder. */
public final class SeenJars {
    private static final System.Logger LOG = System.getLogger(SeenJars.class.getName());

    private final Path file;
    private final Set<String> told = new HashSet<>();

    private final boolean knowsAll;

    public SeenJars(Path file) {
        this(file, false);
    }

    private SeenJars(Path file, boolean knowsAll) {
        this.file = file;
        this.knowsAll = knowsAll;
    }

    /** For commands that run nothing: to them no jar is new. */
    public static SeenJars all() {
        return new SeenJars(Path.of(""), true);
    }

    /** Whether this is the first time that a jar is met; from then on it is not. */
    synchronized boolean isNew(String sha256) {
        if (knowsAll || !told.add(sha256)) {
            return false;
        }
        try {
            if (Files.exists(file) && Files.readAllLines(file).contains(sha256)) {
                return false;
            }
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, sha256 + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the notice will come again, since " + file + " cannot be kept: " + e);
        }
        return true;
    }
}
