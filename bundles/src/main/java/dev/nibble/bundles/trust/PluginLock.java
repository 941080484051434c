package dev.nibble.bundles.trust;

import dev.nibble.bundles.jar.RefusedJarException;
import dev.nibble.harness.file.WholeFile;
import dev.nibble.harness.plugin.DroppedIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The {@code plugins.lock} of a folder: one line for each jar that may run, with name, version and SHA-256. Immutable.
 *
 * @param pins sorted by name and version
 */
public record PluginLock(List<Pin> pins) {
    private static final String NAME = "plugins.lock";

    /** One jar that may run. */
    public record Pin(String symbolicName, String version, String sha256) {
        static Pin of(DroppedIn jar) {
            return new Pin(jar.symbolicName(), jar.version(), jar.sha256());
        }
    }

    public PluginLock {
        pins = pins.stream().sorted(Comparator.comparing(Pin::symbolicName).thenComparing(Pin::version)).toList();
    }

    /** Whether the folder has one. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(NAME));
    }

    /**
     * Reads the folder's; an empty one if there is none.
     *
     * @throws IOException if it cannot be read, or a line is none; the message names the line
     */
    public static PluginLock of(Path folder) throws IOException {
        List<Pin> pins = new ArrayList<>();
        for (TextLines.Line line : TextLines.read(folder.resolve(NAME))) {
            List<String> words = line.words();
            if (words.size() != 3 || !words.get(2).matches("[0-9a-f]{64}")) {
                throw new IOException(folder.resolve(NAME) + ", line " + line.number()
                        + ": a symbolic name, a version and a SHA-256 in lower-case hex are expected");
            }
            pins.add(new Pin(words.get(0), words.get(1), words.get(2)));
        }
        return new PluginLock(pins);
    }

    /** Writes it into the folder. */
    public void save(Path folder) throws IOException {
        WholeFile.write(folder.resolve(NAME), pins.stream()
                .map(pin -> pin.symbolicName() + " " + pin.version() + " " + pin.sha256())
                .collect(Collectors.joining("\n", "# Plugins that may run here: symbolic name, version, SHA-256 of the jar.\n", "\n")));
    }

    /** This list with a jar; one of the same name that was listed is not any more. */
    public PluginLock with(DroppedIn jar) {
        return without(jar.symbolicName()).and(jar);
    }

    /** This list and a jar more, beside others of its name. */
    public PluginLock and(DroppedIn jar) {
        List<Pin> all = new ArrayList<>(pins);
        all.remove(Pin.of(jar));
        all.add(Pin.of(jar));
        return new PluginLock(all);
    }

    /** This list without the jars of a name. */
    public PluginLock without(String symbolicName) {
        return new PluginLock(pins.stream().filter(pin -> !pin.symbolicName().equals(symbolicName)).toList());
    }

    /** Whether exactly this jar is listed. */
    public boolean lists(DroppedIn jar) {
        return pins.contains(Pin.of(jar));
    }

    /**
     * @param options by which commands find the folder
     * @throws RefusedJarException if the jar is not listed as it is, with what differs
     */
    void require(DroppedIn jar, String options) throws RefusedJarException {
        if (lists(jar)) {
            return;
        }
        String way = "; if you trust it, 'nibble plugins trust " + jar.symbolicName() + options + "' pins it";
        Pin other = pins.stream()
                .filter(pin -> pin.symbolicName().equals(jar.symbolicName()) && pin.version().equals(jar.version()))
                .findFirst()
                .orElse(null);
        if (other != null) {
            throw new RefusedJarException("its bytes are not those that " + NAME + " pins for " + jar.title() + ": SHA-256 "
                    + jar.sha256() + " instead of " + other.sha256() + way);
        }
        throw new RefusedJarException(jar.title() + ", SHA-256 " + jar.sha256() + ", is not in " + NAME + way);
    }
}
