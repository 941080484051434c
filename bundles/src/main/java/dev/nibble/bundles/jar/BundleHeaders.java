package dev.nibble.bundles.jar;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.osgi.framework.Version;

/**
 * What a jar's manifest says that matters here.
 *
 * @param symbolicName name of the bundle
 * @param version of the bundle, in OSGi's form
 * @param classPath {@code .} for the jar itself, and names of jars within it, in the order of loading
 */
record BundleHeaders(String symbolicName, String version, List<String> classPath) {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final int MAX_BYTES = 1 << 20;

    /** @throws RefusedJarException if the manifest is none of a plugin bundle, with what it lacks */
    static BundleHeaders of(ZipFile zip) throws RefusedJarException, IOException {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw noBundle();
        }
        Attributes headers;
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new RefusedJarException("its manifest has more than " + MAX_BYTES + " bytes");
            }
            headers = new Manifest(new ByteArrayInputStream(bytes)).getMainAttributes();
        } catch (IOException e) {
            throw new RefusedJarException("its manifest cannot be read: " + e.getMessage());
        }
        return of(headers);
    }

    private static BundleHeaders of(Attributes headers) throws RefusedJarException {
        String name = headers.getValue("Bundle-SymbolicName");
        if (name == null || !"2".equals(strip(headers.getValue("Bundle-ManifestVersion")))) {
            throw noBundle();
        }
        name = name.split(";", 2)[0].strip();
        if (!name.matches("[A-Za-z0-9_.-]{1,200}")) {
            throw new RefusedJarException("its Bundle-SymbolicName '" + name + "' is none");
        }
        if (headers.getValue("Fragment-Host") != null) {
            throw new RefusedJarException("it is a fragment, which is a part of another bundle; a plugin stands alone");
        }
        if (headers.getValue("Bundle-Activator") != null) {
            throw new RefusedJarException("it has a Bundle-Activator; Nibble finds plugins by META-INF/services and runs no "
                    + "other code on installation. Remove the header");
        }
        return new BundleHeaders(name, version(headers.getValue("Bundle-Version")),
                classPath(headers.getValue("Bundle-ClassPath")));
    }

    private static String version(String text) throws RefusedJarException {
        try {
            return Version.parseVersion(text).toString();
        } catch (IllegalArgumentException e) {
            throw new RefusedJarException("its Bundle-Version '" + text + "' is none: " + e.getMessage());
        }
    }

    private static List<String> classPath(String header) {
        if (header == null) {
            return List.of(".");
        }
        List<String> entries = new ArrayList<>();
        for (String clause : header.split(",")) {
            String path = clause.split(";", 2)[0].strip();
            entries.add(path.startsWith("/") ? path.substring(1) : path);
        }
        return List.copyOf(entries);
    }

    private static String strip(String text) {
        return text == null ? "" : text.strip();
    }

    private static RefusedJarException noBundle() {
        return new RefusedJarException("it is no bundle: its manifest has no Bundle-SymbolicName with Bundle-ManifestVersion 2. "
                + "Build it with bnd ('nibble new-plugin' writes such a project), or put it on the class path "
                + "with NIBBLE_CLASSPATH");
    }
}
