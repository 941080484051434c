package dev.nibble.harness.serve;

import dev.nibble.harness.TestPlugins;
import dev.nibble.harness.plugin.DroppedIn;
import dev.nibble.harness.plugin.PluginEvent;
import dev.nibble.harness.plugin.PluginHost;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.runtime.registry.PluginRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A host whose one plugin folder comes and goes as the test has it. */
final class DroppingHost implements PluginHost {
    private final List<Consumer<PluginEvent>> listeners = new CopyOnWriteArrayList<>();
    final AtomicInteger leases = new AtomicInteger();
    private volatile Path dropped;

    /** A folder of classes is there from now on; null for none. */
    void drop(Path classes, PluginEvent event) {
        dropped = classes;
        listeners.forEach(listener -> listener.accept(event));
    }

    @Override
    public PluginSnapshot snapshot() {
        leases.incrementAndGet();
        Path classes = dropped;
        if (classes == null) {
            PluginSnapshot none = PluginSnapshot.ofClassPath();
            return new PluginSnapshot(none.registry(), none.jars(), "", leases::decrementAndGet);
        }
        PluginRegistry registry = TestPlugins.registry(classes);
        String digest = registry.kernels().stream().map(registry::info)
                .filter(info -> info.origin().equals(classes.toString())).findFirst().orElseThrow().sha256();
        DroppedIn jar = new DroppedIn(classes, "test.plugin", "1.0.0", digest, List.of(classes), Map.of());
        return new PluginSnapshot(registry, List.of(jar), "", leases::decrementAndGet);
    }

    @Override
    public Watch watch(Consumer<PluginEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        dropped = null;
    }
}
