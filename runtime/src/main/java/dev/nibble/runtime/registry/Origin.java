package dev.nibble.runtime.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/**
 * The jar or folder that classes come from.
 *
 * @param text how it is shown: the path of a file, otherwise the URL
 * @param path where it can be read; empty if it is not a file or folder
 */
record Origin(String text, Optional<Path> path) {
    private static final Origin UNKNOWN = new Origin("an unknown place", Optional.empty());

    static Origin of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null ? UNKNOWN : of(source.getLocation().toString());
    }

    /** The jar or folder that has a resource. */
    static Origin ofResource(URL url, String resource) {
        String text = url.toString();
        String root = text.substring(0, text.length() - resource.length());
        if (root.startsWith("jar:") && root.endsWith("!/")) {
            root = root.substring("jar:".length(), root.length() - "!/".length());
        }
        return of(root);
    }

    private static Origin of(String url) {
        try {
            URI uri = new URI(url);
            if ("file".equals(uri.getScheme())) {
                Path path = Path.of(uri);
                return new Origin(path.toString(), Optional.of(path));
            }
            return new Origin(url, Optional.empty());
        } catch (URISyntaxException | IllegalArgumentException e) {
            return new Origin(url, Optional.empty());
        }
    }
}
