package dev.nibble.bundles.trust;

import dev.nibble.bundles.jar.PrivateJar;
import dev.nibble.bundles.jar.RefusedJarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who signed which private copy. To find out takes reading all of it, and a folder that is followed is looked at twice a second,
 * while cells are timed: so each copy, whose bytes stay, is read once.
 */
public final class Signatures {
    private final Map<Path, Found> known = new HashMap<>();

    private record Found(Map<String, JarSigner> signers, Optional<String> refusal) {
        static Found in(Path copy) throws IOException {
            try {
                return new Found(JarSigner.all(copy), Optional.empty());
            } catch (RefusedJarException e) {
                return new Found(Map.of(), Optional.of(e.getMessage()));
            }
        }
    }

    /** The same as {@link JarSigner#all} of the copy. */
    synchronized Map<String, JarSigner> of(PrivateJar jar) throws RefusedJarException, IOException {
        Found found = known.get(jar.copy());
        if (found == null) {
            found = Found.in(jar.copy());
            known.keySet().removeIf(copy -> !Files.exists(copy));
            known.put(jar.copy(), found);
        }
        if (found.refusal().isPresent()) {
            throw new RefusedJarException(found.refusal().get());
        }
        return found.signers();
    }
}
