package dev.nibble.bundles.jar;

import dev.nibble.api.plugin.Sha256;
import dev.nibble.harness.plugin.DroppedIn;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipFile;

/**
 * A jar's bytes in a place of our own, read through and found to be a bundle. What was checked is what is loaded: the
 * file that it was copied from may change as it likes.
 *
 * @param folder where the copy and the libraries that were unpacked from it lie; nothing else does
 * @param copy the bytes
 * @param jar what it is
 */
public record PrivateJar(Path folder, Path copy, DroppedIn jar) {
    /**
     * Copies and checks a jar.
     *
     * @param source the user's file
     * @param places folder that gets a new folder for this jar
     * @throws RefusedJarException if it is no usable bundle; nothing is left behind then
     */
    public static PrivateJar take(Path source, Path places, JarLimits limits) throws RefusedJarException, IOException {
        Path folder = Files.createTempDirectory(places, "jar");
        boolean kept = false;
        try {
            Path copy = folder.resolve("plugin.jar");
            String sha256;
            try (InputStream in = Files.newInputStream(source)) {
                sha256 = copy(in, copy, limits);
            }
            PrivateJar taken = new PrivateJar(folder, copy, describe(source, copy, sha256, limits));
            kept = true;
            return taken;
        } finally {
            if (!kept) {
                delete(folder);
            }
        }
    }

    /** Removes copy and libraries. */
    public void delete() {
        delete(folder);
    }

    private static DroppedIn describe(Path source, Path copy, String sha256, JarLimits limits)
            throws RefusedJarException, IOException {
        Map<String, Long> classes = new TreeMap<>();
        JarContent content = JarContent.read(copy, limits);
        try (ZipFile zip = new ZipFile(copy.toFile())) {
            BundleHeaders headers = BundleHeaders.of(zip);
            List<Path> classPath = new ArrayList<>();
            Set<String> named = new HashSet<>();
            for (String entry : headers.classPath()) {
                if (!named.add(entry)) {
                    throw new RefusedJarException("its Bundle-ClassPath names '" + entry + "' twice");
                }
                JarContent part = content;
                Path place = copy;
                if (!entry.equals(".")) {
                    place = unpack(zip, entry, content, copy.resolveSibling("library-" + classPath.size() + ".jar"), limits);
                    part = JarContent.read(place, limits);
                }
                classPath.add(place);
                part.classes().forEach(classes::putIfAbsent);
            }
            return new DroppedIn(source, headers.symbolicName(), headers.version(), sha256, classPath, classes);
        }
    }

    private static Path unpack(ZipFile zip, String entry, JarContent content, Path target, JarLimits limits)
            throws RefusedJarException, IOException {
        if (!content.entries().contains(entry) || !entry.endsWith(".jar")) {
            throw new RefusedJarException("its Bundle-ClassPath names '" + entry + "', which is no jar within it");
        }
        try (InputStream in = zip.getInputStream(zip.getEntry(entry))) {
            copy(in, target, limits);
        }
        return target;
    }

    /** Copies and returns the SHA-256 of what was copied. */
    private static String copy(InputStream from, Path to, JarLimits limits) throws RefusedJarException, IOException {
        DigestInputStream in = new DigestInputStream(from, Sha256.start());
        byte[] buffer = new byte[1 << 16];
        long left = limits.bytes();
        try (OutputStream out = Files.newOutputStream(to)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw new RefusedJarException("it has more than the " + limits.bytes() + " bytes that are allowed");
                }
                out.write(buffer, 0, n);
            }
        }
        return Sha256.hex(in.getMessageDigest().digest());
    }

    /** Removes a folder with all that is in it; what others remove meanwhile is gone all the same. */
    public static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
