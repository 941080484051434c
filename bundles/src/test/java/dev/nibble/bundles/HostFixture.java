package dev.nibble.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.bundles.host.HostLimits;
import dev.nibble.bundles.host.OsgiFolders;
import dev.nibble.bundles.jar.JarLimits;
import dev.nibble.harness.plugin.PluginEvent;
import dev.nibble.harness.plugin.PluginHost;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.plugin.Trust;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** A plugin folder with a host that follows it, impatient enough for tests. */
final class HostFixture implements AutoCloseable {
    static final long MAX_UNPACKED = 3_000_000;
    private static final Duration LONG = Duration.ofSeconds(60);

    final Path folder;
    final PluginHost host;
    final List<PluginEvent> events = new CopyOnWriteArrayList<>();
    final List<String> remarks = new CopyOnWriteArrayList<>();

    HostFixture(Path folder) throws IOException {
        this(folder, Optional.empty());
    }

    HostFixture(Path folder, Optional<Trust> trust) throws IOException {
        this.folder = folder;
        this.host = folders(folder).open(folder, trust, remarks::add);
        host.watch(events::add);
    }

    static OsgiFolders folders(Path folder) {
        HostLimits limits = new HostLimits(new JarLimits(1_000_000, 1000, MAX_UNPACKED), Duration.ofMillis(600),
                Duration.ofSeconds(3), Duration.ofMillis(20));
        return new OsgiFolders(limits, folder.resolveSibling("seen"));
    }

    /** What a run that begins now would see; closed at once. */
    List<String> quantizers() {
        try (PluginSnapshot snapshot = host.snapshot()) {
            return snapshot.registry().quantizers().stream().map(quantizer -> quantizer.name()).toList();
        }
    }

    List<String> problems() {
        try (PluginSnapshot snapshot = host.snapshot()) {
            return snapshot.registry().problems();
        }
    }

    /** The version of a quantizer; empty if there is none of that name. */
    Optional<String> version(String name) {
        try (PluginSnapshot snapshot = host.snapshot()) {
            return snapshot.registry().quantizers().stream().filter(quantizer -> quantizer.name().equals(name))
                    .map(quantizer -> quantizer.version()).findFirst();
        }
    }

    void delete(String file) throws IOException {
        Files.delete(folder.resolve(file));
    }

    /** Waits until something is so. */
    static void await(String what, BooleanSupplier so) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting: " + what).isLessThan(deadline);
            pause();
        }
    }

    /** Waits until nothing holds an object any more. */
    static void awaitCollection(String what, List<? extends Reference<?>> references) {
        await(what + " collected", () -> {
            System.gc();
            return references.stream().allMatch(reference -> reference.refersTo(null));
        });
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        host.close();
    }
}
