package dev.nibble.api.plugin;

import java.nio.file.Path;

/** The user's folder for what can be made again: contracts that were proven, models that were unpacked, programs that were built. */
public final class CacheFolder {
    private CacheFolder() {}

    /** {@code $XDG_CACHE_HOME/nibble}, or {@code ~/.cache/nibble}. It need not exist yet. */
    public static Path path() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("nibble");
    }
}
