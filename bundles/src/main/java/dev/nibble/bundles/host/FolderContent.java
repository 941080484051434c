package dev.nibble.bundles.host;

import dev.nibble.bundles.jar.JarLimits;
import dev.nibble.bundles.jar.PrivateJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The jars of a folder as they are now, read through; nothing of them is loaded or run. */
public final class FolderContent implements AutoCloseable {
    private final Path place;
    private final List<Found> found;

    private FolderContent(Path place, List<Found> found) {
        this.place = place;
        this.found = found;
    }

    /**
     * A jar of the folder.
     *
     * @param jar a copy of it; empty if it is no usable bundle
     * @param refusal why it is none; empty if it is one
     */
    public record Found(Path file, Optional<PrivateJar> jar, Optional<String> refusal) {
        /** Whether it goes by this symbolic name or file name. */
        public boolean isCalled(String name) {
            return file.getFileName().toString().equals(name)
                    || jar.isPresent() && jar.get().jar().symbolicName().equals(name);
        }
    }

    /** @throws java.nio.file.NoSuchFileException if there is no such folder */
    public static FolderContent of(Path folder, JarLimits limits) throws IOException {
        Path place = Files.createTempDirectory("nibble-plugins-");
        boolean read = false;
        try {
            List<Found> found = new Arrivals(folder, place, limits, Duration.ZERO).scan().stream()
                    .map(entry -> new Found(entry.file(), entry.jar(), entry.jar().isPresent()
                            ? Optional.empty()
                            : Optional.of(entry.refusal().orElse("it is being written right now"))))
                    .toList();
            read = true;
            return new FolderContent(place, found);
        } finally {
            if (!read) {
                PrivateJar.delete(place);
            }
        }
    }

    /** By file name. */
    public List<Found> found() {
        return found;
    }

    /** Removes the copies. */
    @Override
    public void close() {
        PrivateJar.delete(place);
    }
}
