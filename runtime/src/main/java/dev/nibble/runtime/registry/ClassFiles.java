package dev.nibble.runtime.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The class files of a jar, of a folder, or the one that a path names. */
public final class ClassFiles {
    private static final String CLASS = ".class";

    /** No class file is larger than this by much. */
    private static final long LARGEST = 64L << 20;

    private ClassFiles() {}

    /**
     * Reads class files.
     *
     * @return by their path within the jar or folder, sorted
     * @throws IOException if they cannot be read, or there is nothing of that name
     */
    public static Map<String, byte[]> read(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return ofFolder(path);
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        String name = path.getFileName().toString();
        return name.endsWith(CLASS) ? Map.of(name, Files.readAllBytes(path)) : ofJar(path);
    }

    private static Map<String, byte[]> ofFolder(Path folder) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(it -> it.toString().endsWith(CLASS))::iterator) {
                classes.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return classes;
    }

    private static Map<String, byte[]> ofJar(Path path) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        try (JarFile jar = new JarFile(path.toFile())) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements();) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().endsWith(CLASS)) {
                    if (entry.getSize() > LARGEST) {
                        throw new IOException(entry.getName() + " in " + path + " claims " + entry.getSize() + " bytes");
                    }
                    classes.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
                }
            }
        }
        return classes;
    }
}
