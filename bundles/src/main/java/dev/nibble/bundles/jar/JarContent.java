package dev.nibble.bundles.jar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What a jar has in it, after every byte was read once: the names are harmless, the sizes bounded, the checksums right.
 *
 * @param entries names of all files
 * @param classes checksum of each class by the path of its file
 */
record JarContent(Set<String> entries, Map<String, Long> classes) {
    /**
     * Reads a jar through.
     *
     * @throws RefusedJarException if it is no whole jar, exceeds a limit or has names that lead out of a folder
     */
    static JarContent read(Path jar, JarLimits limits) throws RefusedJarException, IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (zip.size() > limits.entries()) {
                throw new RefusedJarException("it has " + zip.size() + " entries; " + limits.entries() + " are allowed");
            }
            return read(zip, limits);
        } catch (ZipException | EOFException e) {
            throw new RefusedJarException("it is no whole jar: " + e.getMessage() + "; copy it again", true);
        }
    }

    private static JarContent read(ZipFile zip, JarLimits limits) throws RefusedJarException, IOException {
        Set<String> names = new HashSet<>();
        Map<String, Long> classes = new TreeMap<>();
        byte[] buffer = new byte[1 << 16];
        long left = limits.unpackedBytes();
        for (var all = zip.entries(); all.hasMoreElements();) {
            ZipEntry entry = all.nextElement();
            requireHarmless(entry.getName());
            if (!names.add(entry.getName())) {
                throw new RefusedJarException("it has two entries named '" + shown(entry.getName()) + "'");
            }
            if (entry.isDirectory()) {
                continue;
            }
            CRC32 checksum = new CRC32();
            left = read(zip, entry, buffer, left, checksum);
            if (left < 0) {
                throw new RefusedJarException(
                        "unpacked it has more than the " + limits.unpackedBytes() + " bytes that are allowed");
            }
            if (checksum.getValue() != entry.getCrc()) {
                throw new RefusedJarException("its entry '" + shown(entry.getName()) + "' is damaged; copy it again", true);
            }
            if (entry.getName().endsWith(".class")) {
                classes.put(entry.getName(), checksum.getValue());
            }
        }
        return new JarContent(names, classes);
    }

    /** Reads one entry, but no more than may be left; returns what is left then, below 0 if it did not suffice. */
    private static long read(ZipFile zip, ZipEntry entry, byte[] buffer, long left, CRC32 checksum) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0 && left >= 0; n = in.read(buffer)) {
                checksum.update(buffer, 0, n);
                left -= n;
            }
        }
        return left;
    }

    private static void requireHarmless(String name) throws RefusedJarException {
        boolean leads = name.startsWith("/") || name.contains("\\") || name.contains(":") || name.contains("\0")
                || ("/" + name + "/").contains("/../");
        if (leads) {
            throw new RefusedJarException("its entry '" + shown(name) + "' has a name that leads out of the jar");
        }
    }

    private static String shown(String name) {
        String printable = name.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 80 ? printable : printable.substring(0, 80) + "...";
    }
}
