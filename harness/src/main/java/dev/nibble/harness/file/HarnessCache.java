package dev.nibble.harness.file;

import dev.nibble.api.plugin.CacheFolder;
import java.nio.file.Path;

/** What the harness keeps in the user's cache folder. */
public final class HarnessCache {
    private HarnessCache() {}

    /** Where contracts are kept. */
    public static Path contracts() {
        return CacheFolder.path().resolve("contracts");
    }

    /** Where workers outside of a run leave what they print. */
    public static Path logs() {
        return CacheFolder.path().resolve("logs");
    }
}
