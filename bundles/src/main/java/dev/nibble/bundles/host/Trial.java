package dev.nibble.bundles.host;

import dev.nibble.api.plugin.Plugin;
import dev.nibble.bundles.jar.PrivateJar;
import dev.nibble.bundles.jar.RefusedJarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A jar that was loaded once, apart from everything else, to see whether it can be. */
public final class Trial implements AutoCloseable {
    private final Path place;
    private final FelixHost felix;
    private final LoadedJar loaded;

    private Trial(Path place, FelixHost felix, LoadedJar loaded) {
        this.place = place;
        this.felix = felix;
        this.loaded = loaded;
    }

    /** Whether a jar may be loaded at all. */
    @FunctionalInterface
    public interface Gate {
        void require(PrivateJar jar) throws RefusedJarException, IOException;
    }

    /**
     * Loads a jar; its plugins are made.
     *
     * @param gate asked before anything of the jar runs
     * @throws RefusedJarException if it cannot be used
     */
    public static Trial of(Path source, HostLimits limits, Gate gate) throws RefusedJarException, IOException {
        Path place = Files.createTempDirectory("nibble-plugins-");
        FelixHost felix = new FelixHost(place.resolve("felix"), limits.constructors());
        boolean passed = false;
        try {
            PrivateJar jar = PrivateJar.take(source, place, limits.jars());
            gate.require(jar);
            Trial trial = new Trial(place, felix, felix.load(jar));
            passed = true;
            return trial;
        } finally {
            if (!passed) {
                felix.close();
                PrivateJar.delete(place);
            }
        }
    }

    /** The copy that was loaded. */
    public PrivateJar jar() {
        return loaded.jar();
    }

    /** What it brings. */
    public List<Plugin> plugins() {
        return loaded.plugins().plugins();
    }

    /** What of it does not work. */
    public List<String> problems() {
        return loaded.plugins().problems();
    }

    @Override
    public void close() {
        felix.close();
        PrivateJar.delete(place);
    }
}
