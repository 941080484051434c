package dev.nibble.bundles.host;

import dev.nibble.bundles.jar.JarLimits;
import dev.nibble.bundles.jar.PrivateJar;
import dev.nibble.bundles.jar.RefusedJarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The jars that lie in a folder, each with a private copy of what it held when it was last looked at. A jar that is not
 * whole is looked at again: it may be one that is still being copied. For use by one thread.
 */
final class Arrivals {
    private static final int MAX_JARS = 1000;

    private final Path folder;
    private final Path places;
    private final JarLimits limits;
    private final Duration patience;
    private final Map<Path, Entry> entries = new TreeMap<>();

    /**
     * @param places folder for private copies
     * @param patience how long a jar that is not whole must stay unchanged before it is given up
     */
    Arrivals(Path folder, Path places, JarLimits limits, Duration patience) {
        this.folder = folder;
        this.places = places;
        this.limits = limits;
        this.patience = patience;
    }

    /** By which a changed file is known. */
    private record Look(long size, FileTime modified, String key) {
        static Look at(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Look(attributes.size(), attributes.lastModifiedTime(), String.valueOf(attributes.fileKey()));
        }
    }

    /**
     * A file of the folder.
     *
     * @param jar its copy, if it is whole
     * @param refusal why it is not used; empty if it is whole, or not given up yet
     * @param since when it was first seen like this, in nanoseconds
     */
    record Entry(Path file, Look look, Optional<PrivateJar> jar, Optional<String> refusal, long since) {
        boolean waiting() {
            return jar.isEmpty() && refusal.isEmpty();
        }
    }

    /**
     * Looks at the folder.
     *
     * @throws IOException if it cannot be read
     */
    List<Entry> scan() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(Arrivals::isJar).sorted().limit(MAX_JARS + 1L).toList();
        }
        if (files.size() > MAX_JARS) {
            throw new IOException(folder + " has more than " + MAX_JARS + " jars; is it a plugin folder?");
        }
        for (Path gone : entries.keySet().stream().filter(file -> !files.contains(file)).toList()) {
            entries.remove(gone);
        }
        for (Path file : files) {
            look(file);
        }
        return List.copyOf(entries.values());
    }

    private static boolean isJar(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".jar") && !name.startsWith(".") && Files.isRegularFile(file);
    }

    private void look(Path file) throws IOException {
        Entry known = entries.get(file);
        try {
            Look look = Look.at(file);
            boolean changed = known == null || !known.look().equals(look);
            if (changed || known.waiting()) {
                entries.put(file, take(file, look, changed ? System.nanoTime() : known.since()));
            }
        } catch (NoSuchFileException _) {
            // Gone since the folder was listed.
            entries.remove(file);
        }
    }

    private Entry take(Path file, Look look, long since) throws IOException {
        boolean patient = System.nanoTime() - since < patience.toNanos();
        try {
            PrivateJar jar = PrivateJar.take(file, places, limits);
            if (Look.at(file).equals(look)) {
                return new Entry(file, look, Optional.of(jar), Optional.empty(), since);
            }
            jar.delete();
            return new Entry(file, look, Optional.empty(), Optional.empty(), since);
        } catch (RefusedJarException e) {
            boolean again = e.unfinished() && patient;
            return new Entry(file, look, Optional.empty(), again ? Optional.empty() : Optional.of(e.getMessage()), since);
        } catch (IOException e) {
            // Not there any more is one thing; that there is no place for the copy is another, and is told.
            if (e instanceof NoSuchFileException && Files.notExists(file)) {
                throw e;
            }
            Optional<String> refusal = patient ? Optional.empty() : Optional.of("it cannot be read: " + e.getMessage());
            return new Entry(file, look, Optional.empty(), refusal, since);
        }
    }

    /** The private copies of the jars that lie in the folder. */
    List<PrivateJar> copies() {
        List<PrivateJar> copies = new ArrayList<>();
        entries.values().forEach(entry -> entry.jar().ifPresent(copies::add));
        return copies;
    }
}
