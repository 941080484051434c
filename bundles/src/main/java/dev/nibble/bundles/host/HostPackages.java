package dev.nibble.bundles.host;

import dev.nibble.api.plugin.Plugin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The packages that plugins get from Nibble, with the versions that their {@code packageinfo} files say.
 *
 * @param versions version by package
 */
record HostPackages(Map<String, String> versions) {
    private static final String FILE = "/packageinfo";

    /** The packages of the {@code api} module, from its jar or folder. */
    static HostPackages ofApi() {
        try {
            Path api = Path.of(Plugin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            Map<String, String> versions = new TreeMap<>();
            for (String entry : entries(api)) {
                String name = entry.substring(0, entry.length() - FILE.length());
                versions.put(name.replace('/', '.'), version("/" + entry));
            }
            return new HostPackages(versions);
        } catch (IOException e) {
            throw new UncheckedIOException("the versions of Nibble's api cannot be read: " + e.getMessage(), e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Nibble's api is in no jar or folder", e);
        }
    }

    private static List<String> entries(Path api) throws IOException {
        List<String> found = new ArrayList<>();
        if (Files.isDirectory(api)) {
            try (Stream<Path> files = Files.walk(api)) {
                files.map(file -> api.relativize(file).toString().replace('\\', '/')).forEach(found::add);
            }
        } else {
            try (ZipFile zip = new ZipFile(api.toFile())) {
                zip.stream().forEach(entry -> found.add(entry.getName()));
            }
        }
        return found.stream().filter(name -> name.endsWith(FILE)).toList();
    }

    private static String version(String resource) throws IOException {
        try (InputStream in = Plugin.class.getResourceAsStream(resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!text.startsWith("version ")) {
                throw new IOException(resource + " says '" + text + "' and not which version");
            }
            return text.substring("version ".length()).strip();
        }
    }

    /** As the framework wants them. */
    String exports() {
        // Kernels import it in every case; whether the JVM has it shows when they first use it, as on the class path.
        return versions.entrySet().stream()
                .map(entry -> entry.getKey() + ";version=\"" + entry.getValue() + "\"")
                .collect(Collectors.joining(",", "", ",jdk.incubator.vector"));
    }
}
