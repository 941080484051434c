package dev.nibble.bundles.trust;

import dev.nibble.bundles.jar.PrivateJar;
import dev.nibble.bundles.jar.RefusedJarException;
import java.io.IOException;
import java.nio.file.Path;

/** The checks of the policies, for jars that are not in their folder yet. */
public final class JarTrust {
    private JarTrust() {}

    /** @throws RefusedJarException if not every entry is signed by one signer of the folder's list */
    public static void requireSigned(Path folder, PrivateJar jar) throws RefusedJarException, IOException {
        Signers.of(folder).require(jar.copy());
    }
}
