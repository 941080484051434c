package dev.nibble.runtime.registry;

import dev.nibble.api.plugin.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** SHA-256 of jars and folders, each computed once. */
final class Digests {
    private static final System.Logger LOG = System.getLogger(Digests.class.getName());
    private final ConcurrentHashMap<Path, String> known = new ConcurrentHashMap<>();

    /** Of these jars the digests are known: what was loaded, whatever their files hold by now. */
    Digests(List<JarPlugins> jars) {
        jars.forEach(jar -> jar.origin().path().ifPresent(path -> known.put(path, jar.sha256())));
    }

    /** Lower-case hex; empty if the origin cannot be read. */
    String of(Origin origin) {
        return origin.path().map(path -> known.computeIfAbsent(path, Digests::compute)).orElse("");
    }

    private static String compute(Path path) {
        try {
            MessageDigest sha256 = Sha256.start();
            if (Files.isDirectory(path)) {
                addFolder(sha256, path);
            } else {
                addFile(sha256, path);
            }
            return Sha256.hex(sha256.digest());
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "no digest of " + path + ", results will not name it: " + e);
            return "";
        }
    }

    private static void addFolder(MessageDigest digest, Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            digest.update(folder.relativize(file).toString().replace('\\', '/').getBytes(StandardCharsets.UTF_8));
            // The length keeps a name's end and a file's beginning apart.
            digest.update(("\0" + Files.size(file) + "\0").getBytes(StandardCharsets.UTF_8));
            addFile(digest, file);
        }
    }

    private static void addFile(MessageDigest digest, Path file) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
    }
}
