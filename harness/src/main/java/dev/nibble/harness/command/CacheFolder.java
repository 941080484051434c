package dev.nibble.harness.command;

import java.nio.file.Path;

/** Where Nibble keeps what it can make again. */
final class CacheFolder {
    private CacheFolder() {}

    /** {@code $XDG_CACHE_HOME/nibble}, or {@code ~/.cache/nibble}. */
    static Path path() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("nibble");
    }

    /** The contracts of kernels proven on this machine. */
    static Path contracts() {
        return path().resolve("contracts");
    }
}
