package dev.nibble.runtime.registry;

import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.format.FormatText;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelExporter;
import dev.nibble.api.op.Op;
import dev.nibble.api.plugin.Lint;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.PluginInfo;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.api.quantizer.Preparation;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.quantizer.Refiner;
import dev.nibble.runtime.pipeline.Pipeline;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The plugins that {@link java.util.ServiceLoader} finds on one class loader, taken once. A provider that cannot be
 * loaded (it throws, lacks a class, has no legal name or one that is taken) becomes a line of {@link #problems()} with
 * its jar and the cause; the others load. Safe for use by many threads.
 *
 * <p>Plugins keep the order of the class path and of their services file; where several kernels are eligible, that is
 * the order of preference.
 */
public final class PluginRegistry implements Registry {
    private final List<Preparation> preparations;
    private final List<Quantizer> quantizers;
    private final List<Refiner> refiners;
    private final List<ActivationQuantizer> activationQuantizers;
    private final List<FormatProvider> formatProviders;
    private final List<Op> ops;
    private final List<Kernel> kernels;
    private final List<DeviceProvider> deviceProviders;
    private final List<KernelExporter> exporters;
    private final List<Lint> lints;
    private final List<String> problems;
    private final Map<Plugin, String> kinds = new IdentityHashMap<>();
    private final Map<Plugin, Origin> origins = new IdentityHashMap<>();
    private final Origins places;
    private final Digests digests;
    private final Linting linting;

    private PluginRegistry(List<PluginSource> sources, List<JarPlugins> jars) {
        places = new Origins(jars);
        digests = new Digests(jars);
        // Pipelines name stages of all kinds, so one name is one stage.
        Map<String, Plugin> stages = new HashMap<>();
        preparations = plugins(sources, "preparation", Preparation.class, stages);
        quantizers = plugins(sources, "quantizer", Quantizer.class, stages);
        refiners = plugins(sources, "refiner", Refiner.class, stages);
        activationQuantizers = plugins(sources, "activation quantizer", ActivationQuantizer.class, stages);
        formatProviders = plugins(sources, "format", FormatProvider.class, new HashMap<>());
        ops = plugins(sources, "op", Op.class, new HashMap<>());
        kernels = plugins(sources, "kernel", Kernel.class, new HashMap<>());
        deviceProviders = plugins(sources, "device", DeviceProvider.class, new HashMap<>());
        exporters = plugins(sources, "exporter", KernelExporter.class, new HashMap<>());
        lints = plugins(sources, "lint", Lint.class, new HashMap<>());
        linting = new Linting(lints, jars);
        problems = sources.stream().flatMap(source -> source.problems().stream()).toList();
    }

    /** All plugins that the class loader and its parents have. */
    public static PluginRegistry load(ClassLoader loader) {
        return load(loader, List.of(), List.of());
    }

    /**
     * The same, and behind them the plugins of jars with class loaders of their own, in the order given.
     *
     * @param problems what else could not be loaded, one line each
     */
    public static PluginRegistry load(ClassLoader loader, List<JarPlugins> jars, List<String> problems) {
        return new PluginRegistry(
                List.of(new PluginSource.Services(loader), new PluginSource.Jars(jars, problems)), jars);
    }

    /** A registry of plugins that exist already, for tests and for hosts that make their plugins themselves. */
    public static PluginRegistry of(Collection<? extends Plugin> plugins) {
        return new PluginRegistry(List.of(new PluginSource.Given(plugins)), List.of());
    }

    private <P extends Plugin> List<P> plugins(
            List<PluginSource> sources, String kind, Class<P> spi, Map<String, Plugin> names) {
        List<P> found = sources.stream().flatMap(source -> source.find(kind, spi, names).stream()).toList();
        for (P plugin : found) {
            // One class may implement several SPIs; the first kind names it.
            kinds.putIfAbsent(plugin, kind);
            origins.putIfAbsent(plugin, places.of(plugin.getClass()));
        }
        return found;
    }

    @Override
    public List<Preparation> preparations() {
        return preparations;
    }

    @Override
    public List<Quantizer> quantizers() {
        return quantizers;
    }

    @Override
    public List<Refiner> refiners() {
        return refiners;
    }

    @Override
    public List<ActivationQuantizer> activationQuantizers() {
        return activationQuantizers;
    }

    @Override
    public List<FormatProvider> formatProviders() {
        return formatProviders;
    }

    @Override
    public List<Op> ops() {
        return ops;
    }

    @Override
    public List<Kernel> kernels() {
        return kernels;
    }

    @Override
    public List<DeviceProvider> deviceProviders() {
        return deviceProviders;
    }

    @Override
    public List<KernelExporter> exporters() {
        return exporters;
    }

    @Override
    public List<Lint> lints() {
        return lints;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if this snapshot does not list the plugin
     */
    @Override
    public List<Lint.Finding> findings(Plugin plugin) {
        return linting.of(origin(plugin));
    }

    @Override
    public List<String> problems() {
        return problems;
    }

    /**
     * {@inheritDoc} The digest is computed when it is first asked for, once for each jar or folder; it is empty, with a
     * warning in the log, where the origin cannot be read.
     *
     * @throws IllegalArgumentException if this snapshot does not list the plugin
     */
    @Override
    public PluginInfo info(Plugin plugin) {
        if (plugin instanceof Pipeline pipeline) {
            return pipeline.info(this);
        }
        Origin origin = origin(plugin);
        return new PluginInfo(kinds.get(plugin), plugin.name(), plugin.version(), origin.text(), digests.of(origin));
    }

    private Origin origin(Plugin plugin) {
        Origin origin = origins.get(plugin);
        if (origin == null) {
            throw new IllegalArgumentException("plugin '" + plugin.name() + "' (" + plugin.getClass().getName()
                    + ") is not in this registry; take plugins from the registry that runs them");
        }
        return origin;
    }

    @Override
    public Quantizer quantizer(String text) {
        return quantizers.stream().filter(quantizer -> quantizer.name().equals(text)).findFirst()
                .orElseGet(() -> Pipeline.parse(text, this));
    }

    @Override
    public Op op(String name) {
        return byName("op", ops, name);
    }

    @Override
    public Kernel kernel(String name) {
        return byName("kernel", kernels, name);
    }

    @Override
    public Format format(String text) {
        FormatText parsed = FormatText.parse(text);
        return byName("format family", formatProviders, parsed.family()).parse(parsed);
    }

    private <P extends Plugin> P byName(String kind, List<P> plugins, String name) {
        for (P plugin : plugins) {
            if (plugin.name().equals(name)) {
                return plugin;
            }
        }
        String others = plugins.isEmpty()
                ? "none is on the class path"
                : "there are: " + plugins.stream().map(Plugin::name).sorted().collect(Collectors.joining(", "));
        String failed = problems.isEmpty() ? "" : "; " + problems.size() + " plugin(s) could not be loaded: "
                + String.join("; ", problems);
        throw new NoSuchPluginException("there is no " + kind + " '" + name + "'; " + others + failed);
    }
}
