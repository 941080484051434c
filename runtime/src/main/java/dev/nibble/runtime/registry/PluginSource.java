package dev.nibble.runtime.registry;

import dev.nibble.api.plugin.Plugin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Where a registry takes its plugins from. */
sealed interface PluginSource {
    /**
     * The plugins of one SPI, those with problems left out.
     *
     * @param names plugins by name among which these must not repeat one; receives them
     */
    <P extends Plugin> List<P> find(String kind, Class<P> spi, Map<String, Plugin> names);

    /** What was wrong with the plugins left out. */
    List<String> problems();

    /** Plugins that exist already. */
    record Given(Admission admission, Collection<? extends Plugin> plugins) implements PluginSource {
        Given(Collection<? extends Plugin> plugins) {
            this(new Admission(new Origins(List.of())), List.copyOf(plugins));
        }

        @Override
        public <P extends Plugin> List<P> find(String kind, Class<P> spi, Map<String, Plugin> names) {
            List<P> found = new ArrayList<>();
            for (Plugin plugin : plugins) {
                if (spi.isInstance(plugin) && admission.admits(kind, plugin, names)) {
                    found.add(spi.cast(plugin));
                }
            }
            return List.copyOf(found);
        }

        @Override
        public List<String> problems() {
            return List.copyOf(admission.problems());
        }
    }

    /** The plugins of jars whose class loaders are not the host's. */
    record Jars(Admission admission, List<JarPlugins> jars, List<String> refused) implements PluginSource {
        Jars(List<JarPlugins> jars, List<String> refused) {
            this(new Admission(new Origins(jars)), List.copyOf(jars), List.copyOf(refused));
        }

        @Override
        public <P extends Plugin> List<P> find(String kind, Class<P> spi, Map<String, Plugin> names) {
            return jars.stream()
                    .flatMap(jar -> jar.of(spi).stream())
                    .filter(plugin -> admission.admits(kind, plugin, names))
                    .toList();
        }

        @Override
        public List<String> problems() {
            List<String> all = new ArrayList<>(refused);
            jars.forEach(jar -> all.addAll(jar.problems()));
            all.addAll(admission.problems());
            return List.copyOf(all);
        }
    }

    /**
     * Plugins by {@link ServiceLoader}.
     *
     * @param own whether only providers that the class loader itself defines are taken, not those of its parents
     */
    record Services(Admission admission, ClassLoader loader, boolean own) implements PluginSource {
        /** All that the class loader and its parents have. */
        Services(ClassLoader loader) {
            this(new Admission(new Origins(List.of())), loader, false);
        }

        /** Those of one jar with a class loader of its own. */
        static Services ofJar(ClassLoader loader, Origin jar) {
            return new Services(new Admission(new Origins(loader, jar)), loader, true);
        }

        @Override
        public <P extends Plugin> List<P> find(String kind, Class<P> spi, Map<String, Plugin> names) {
            ServiceFiles declared = ServiceFiles.read(loader, spi, admission.origins().told(loader));
            List<P> found = new ArrayList<>();
            Iterator<ServiceLoader.Provider<P>> providers = ServiceLoader.load(spi, loader).stream().iterator();
            int failures = 0;
            while (failures <= declared.count()) {
                try {
                    if (!providers.hasNext()) {
                        return List.copyOf(found);
                    }
                    ServiceLoader.Provider<P> provider = providers.next();
                    declared.delivered(provider.type().getName());
                    if (own && provider.type().getClassLoader() != loader) {
                        continue;
                    }
                    make(kind, provider).filter(plugin -> admission.admits(kind, plugin, names)).ifPresent(found::add);
                } catch (ServiceConfigurationError | LinkageError e) {
                    // The service loader goes on with the next provider; only a class path that cannot be read at all
                    // fails again and again.
                    failures++;
                    admission.refuse(kind, declared.culprit(e), e);
                }
            }
            return List.copyOf(found);
        }

        private <P extends Plugin> Optional<P> make(String kind, ServiceLoader.Provider<P> provider) {
            try {
                return Optional.of(provider.get());
            } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
                Class<?> type = provider.type();
                admission.refuse(kind, admission.where(type), e);
                return Optional.empty();
            }
        }

        @Override
        public List<String> problems() {
            return List.copyOf(admission.problems());
        }
    }

    /** Checks what plugins say of themselves, and collects what is wrong. */
    record Admission(Origins origins, List<String> problems) {
        Admission(Origins origins) {
            this(origins, new ArrayList<>());
        }

        /** A class and its jar. */
        String where(Class<?> type) {
            return type.getName() + " in " + origins.of(type).text();
        }

        boolean admits(String kind, Plugin plugin, Map<String, Plugin> names) {
            String where = where(plugin.getClass());
            try {
                String name = plugin.name();
                if (name == null || !name.matches("[a-z0-9][a-z0-9.-]*")) {
                    refuse(kind, where, "its name '" + name + "' is not made of lower-case letters, digits, dots and dashes");
                } else if (plugin.version() == null || plugin.description() == null) {
                    refuse(kind, where, "its version or description is null");
                } else if (names.containsKey(name)) {
                    refuse(kind, where, "its name '" + name + "' is taken by " + where(names.get(name).getClass())
                            + "; remove one of them");
                } else {
                    names.put(name, plugin);
                    return true;
                }
            } catch (RuntimeException | LinkageError e) {
                refuse(kind, where, e);
            }
            return false;
        }

        void refuse(String kind, String where, Throwable error) {
            // The service loader wraps what the constructor threw; that is what helps.
            Throwable cause = error instanceof ServiceConfigurationError && error.getCause() != null ? error.getCause() : error;
            refuse(kind, where, cause.getClass().getName() + ": " + cause.getMessage());
        }

        private void refuse(String kind, String where, String reason) {
            problems.add(kind + " " + where + " was left out: " + reason);
        }
    }
}
