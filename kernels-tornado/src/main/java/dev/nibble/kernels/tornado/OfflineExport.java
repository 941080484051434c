package dev.nibble.kernels.tornado;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** The committed exports as offline compilers get them, with a text that says how to go on. Needs no TornadoVM. */
final class OfflineExport {
    private static final String GUIDE = "README.md";

    private OfflineExport() {}

    /** Contents by file name. */
    static Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        for (DeviceMethod method : DeviceMethod.values()) {
            ExportedMethod.load(method).offline(method).addTo(files);
        }
        files.put(GUIDE, guide());
        return files;
    }

    private static byte[] guide() {
        try (InputStream in = OfflineExport.class.getResourceAsStream("offline.md")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("offline.md of this module cannot be read", e);
        }
    }
}
