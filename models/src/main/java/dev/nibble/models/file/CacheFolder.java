package dev.nibble.models.file;

import java.nio.file.Path;

/** The user's folder for what can be made again: contracts that were proven, models that were unpacked, logs of workers. */
public final class CacheFolder {
    private CacheFolder() {}

    /** {@code $XDG_CACHE_HOME/nibble}, or {@code ~/.cache/nibble}. */
    public static Path path() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("nibble");
    }

    /** Where contracts are kept. */
    public static Path contracts() {
        return path().resolve("contracts");
    }

    /** Where workers outside of a run leave what they print. */
    public static Path logs() {
        return path().resolve("logs");
    }
}
