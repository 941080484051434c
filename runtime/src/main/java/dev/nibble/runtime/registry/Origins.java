package dev.nibble.runtime.registry;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The jar or folder of a class. Class loaders of a host's own making do not tell it; of those the host says it. */
final class Origins {
    private final Map<ClassLoader, Origin> told = new IdentityHashMap<>();

    Origins(List<JarPlugins> jars) {
        jars.forEach(jar -> told.put(jar.loader(), jar.origin()));
    }

    Origins(ClassLoader loader, Origin origin) {
        told.put(loader, origin);
    }

    /** What the host says of a class loader. */
    Optional<Origin> told(ClassLoader loader) {
        return Optional.ofNullable(told.get(loader));
    }

    Origin of(Class<?> type) {
        return told(type.getClassLoader()).orElseGet(() -> Origin.of(type));
    }
}
