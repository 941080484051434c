package dev.nibble.runtime.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;

/**
 * The provider classes that the services files of an SPI declare, in the service loader's order, and the jar of each:
 * the service loader itself does not tell the jar of a class that it cannot load.
 */
final class ServiceFiles {
    private final Map<String, String> waiting;
    private final int count;

    private ServiceFiles(Map<String, String> declared) {
        this.waiting = declared;
        this.count = declared.size();
    }

    /** @param jar the jar that they are all from, where the class loader's URLs do not tell it */
    static ServiceFiles read(ClassLoader loader, Class<?> spi, Optional<Origin> jar) {
        Map<String, String> declared = new LinkedHashMap<>();
        String resource = "META-INF/services/" + spi.getName();
        try {
            Enumeration<URL> files = loader.getResources(resource);
            while (files.hasMoreElements()) {
                URL file = files.nextElement();
                read(file, jar.orElseGet(() -> Origin.ofResource(file, resource)).text(), declared);
            }
        } catch (IOException e) {
            // Not lost: the service loader meets the same error and reports it.
            return new ServiceFiles(declared);
        }
        return new ServiceFiles(declared);
    }

    private static void read(URL file, String origin, Map<String, String> declared) throws IOException {
        var connection = file.openConnection();
        // A cached jar connection would keep the jar open after its class loader is closed.
        connection.setUseCaches(false);
        try (var reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String name = line.split("#", 2)[0].strip();
                if (!name.isEmpty()) {
                    declared.putIfAbsent(name, origin);
                }
            }
        }
    }

    /** How many classes are declared. */
    int count() {
        return count;
    }

    /** Notes that a class was loaded. */
    void delivered(String className) {
        waiting.remove(className);
    }

    /** The class and jar that an error of the service loader is about, as far as it can be told. */
    String culprit(Throwable error) {
        String message = String.valueOf(error.getMessage());
        // An error of linking does not name the provider, but providers come in order.
        boolean named = error instanceof ServiceConfigurationError;
        return waiting.keySet().stream()
                .filter(name -> !named || message.contains(" " + name + " "))
                .findFirst()
                .map(name -> name + " in " + waiting.remove(name))
                .orElse("services file");
    }
}
