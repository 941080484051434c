package dev.nibble.runtime.registry;

import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelExporter;
import dev.nibble.api.op.Op;
import dev.nibble.api.plugin.Lint;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.api.quantizer.Preparation;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.quantizer.Refiner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plugins of one jar that has a class loader of its own: made once, listed by every {@link PluginRegistry} made
 * while the jar is in use. Immutable.
 */
public final class JarPlugins {
    private static final Map<String, Class<? extends Plugin>> KINDS = kinds();

    private final ClassLoader loader;
    private final Origin origin;
    private final Path bytes;
    private final String sha256;
    private final Map<Class<?>, List<Plugin>> bySpi = new HashMap<>();
    private final List<String> problems;

    private JarPlugins(ClassLoader loader, Origin origin, Path bytes, String sha256) {
        this.loader = loader;
        this.origin = origin;
        this.bytes = bytes;
        this.sha256 = sha256;
        PluginSource source = PluginSource.Services.ofJar(loader, origin);
        KINDS.forEach((kind, spi) -> bySpi.put(spi, List.copyOf(source.find(kind, spi, new HashMap<>()))));
        this.problems = source.problems();
    }

    /**
     * Makes the plugins that the jar's services files name. One that throws or lacks a class becomes a line of
     * {@link #problems()}; the others are made. Runs code of the jar: its constructors, and what they do.
     *
     * @param loader the jar's own class loader; providers that it has from others are left alone
     * @param jar the file that users know
     * @param bytes the file that the class loader reads, which stays as it is while the jar is in use
     * @param sha256 digest of the bytes that the class loader reads, lower-case hex
     */
    public static JarPlugins load(ClassLoader loader, Path jar, Path bytes, String sha256) {
        return new JarPlugins(loader, new Origin(jar.toString(), Optional.of(jar)), bytes, sha256);
    }

    private static Map<String, Class<? extends Plugin>> kinds() {
        Map<String, Class<? extends Plugin>> kinds = new LinkedHashMap<>();
        kinds.put("preparation", Preparation.class);
        kinds.put("quantizer", Quantizer.class);
        kinds.put("refiner", Refiner.class);
        kinds.put("activation quantizer", ActivationQuantizer.class);
        kinds.put("format", FormatProvider.class);
        kinds.put("op", Op.class);
        kinds.put("kernel", Kernel.class);
        kinds.put("device", DeviceProvider.class);
        kinds.put("exporter", KernelExporter.class);
        kinds.put("lint", Lint.class);
        return kinds;
    }

    /** All plugins, by kind. */
    public List<Plugin> plugins() {
        List<Plugin> all = new ArrayList<>();
        KINDS.values().forEach(spi -> all.addAll(bySpi.get(spi)));
        return List.copyOf(all);
    }

    /** Those of one SPI, in the order of their services file. */
    <P extends Plugin> List<P> of(Class<P> spi) {
        return bySpi.get(spi).stream().map(spi::cast).toList();
    }

    /** What could not be loaded, and why. */
    public List<String> problems() {
        return problems;
    }

    ClassLoader loader() {
        return loader;
    }

    Origin origin() {
        return origin;
    }

    Path bytes() {
        return bytes;
    }

    String sha256() {
        return sha256;
    }
}
