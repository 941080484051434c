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
            this(new Admission(), List.copyOf(plugins));
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

    /** Plugins by {@link ServiceLoader}. */
    record Services(Admission admission, ClassLoader loader) implements PluginSource {
        Services(ClassLoader loader) {
            this(new Admission(), loader);
        }

        @Override
        public <P extends Plugin> List<P> find(String kind, Class<P> spi, Map<String, Plugin> names) {
            ServiceFiles declared = ServiceFiles.read(loader, spi);
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
                admission.refuse(kind, type.getName() + " in " + Origin.of(type).text(), e);
                return Optional.empty();
            }
        }

        @Override
        public List<String> problems() {
            return List.copyOf(admission.problems());
        }
    }

    /** Checks what plugins say of themselves, and collects what is wrong. */
    record Admission(List<String> problems) {
        Admission() {
            this(new ArrayList<>());
        }

        boolean admits(String kind, Plugin plugin, Map<String, Plugin> names) {
            String where = plugin.getClass().getName() + " in " + Origin.of(plugin.getClass()).text();
            try {
                String name = plugin.name();
                if (name == null || !name.matches("[a-z0-9][a-z0-9.-]*")) {
                    refuse(kind, where, "its name '" + name + "' is not made of lower-case letters, digits, dots and dashes");
                } else if (plugin.version() == null || plugin.description() == null) {
                    refuse(kind, where, "its version or description is null");
                } else if (names.containsKey(name)) {
                    Class<?> other = names.get(name).getClass();
                    refuse(kind, where, "its name '" + name + "' is taken by " + other.getName() + " in "
                            + Origin.of(other).text() + "; remove one of them from the class path");
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
