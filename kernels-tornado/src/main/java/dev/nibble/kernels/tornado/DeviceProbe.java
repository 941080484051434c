package dev.nibble.kernels.tornado;

import dev.nibble.api.device.DeviceInfo;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Asks a JVM with TornadoVM for its devices, which takes seconds, and keeps the answer in a file for as long as SDK, Java and
 * the list of OpenCL drivers stay the same.
 *
 * @param sdk to use
 * @param folder for the answer
 */
record DeviceProbe(Sdk sdk, Path folder) {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Path DRIVERS = Path.of("/etc/OpenCL/vendors");
    private static final String KEY = "key";
    /** Another one whenever Nibble asks for more, or tells it in other words. */
    private static final String LIST = "list 2";

    /** @throws IllegalStateException if TornadoVM fails; the message has the end of what it said */
    List<DeviceInfo> devices() {
        try {
            Files.createDirectories(folder);
            Path kept = folder.resolve("devices.properties");
            String key = key();
            Properties known = read(kept);
            if (key.equals(known.getProperty(KEY))) {
                return DeviceList.read(known);
            }
            return ask(key, kept);
        } catch (IOException e) {
            throw new IllegalStateException("TornadoVM's devices cannot be asked for: " + e, e);
        }
    }

    private List<DeviceInfo> ask(String key, Path kept) throws IOException {
        Path answer = Files.createTempFile(folder, "devices", ".tmp");
        Path log = Files.createTempFile(folder, "devices", ".log");
        try {
            new TornadoProcess(sdk).run(JitProbe.class, List.of(), List.of(answer.toString()), log, LIMIT);
            Properties found = read(answer);
            found.setProperty(KEY, key);
            try (var out = Files.newBufferedWriter(answer)) {
                found.store(out, "devices of TornadoVM; made again when the key changes");
            }
            List<DeviceInfo> devices = DeviceList.read(found);
            if (!devices.isEmpty()) { // rights and hardware change without a new key
                Files.move(answer, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return devices;
        } finally {
            Files.deleteIfExists(answer);
            Files.deleteIfExists(log);
        }
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                properties.load(in);
            }
        }
        return properties;
    }

    private String key() throws IOException {
        return LIST + " " + sdk.home().toRealPath() + " " + Runtime.version() + " " + drivers();
    }

    /** The OpenCL drivers by file and time, for TornadoVM does not tell their versions. */
    static String drivers() throws IOException {
        StringBuilder key = new StringBuilder();
        for (String variable : List.of("OCL_ICD_VENDORS", "OCL_ICD_FILENAMES")) {
            key.append(System.getenv().getOrDefault(variable, "")).append(' ');
        }
        if (Files.isDirectory(DRIVERS)) {
            try (Stream<Path> files = Files.list(DRIVERS)) {
                for (Path file : files.sorted().toList()) {
                    key.append(' ').append(file.getFileName()).append('@').append(Files.getLastModifiedTime(file).toMillis());
                }
            }
        }
        return key.toString().strip();
    }
}
