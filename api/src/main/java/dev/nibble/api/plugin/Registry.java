package dev.nibble.api.plugin;

import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelExporter;
import dev.nibble.api.op.Op;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.api.quantizer.Preparation;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.quantizer.Refiner;
import java.util.List;

/**
 * An immutable snapshot of the plugins found. A run holds one snapshot; plugins that come or go change the next run.
 */
public interface Registry {
    List<Preparation> preparations();

    List<Quantizer> quantizers();

    List<Refiner> refiners();

    List<ActivationQuantizer> activationQuantizers();

    List<FormatProvider> formatProviders();

    List<Op> ops();

    List<Kernel> kernels();

    List<DeviceProvider> deviceProviders();

    List<KernelExporter> exporters();

    List<Lint> lints();

    /** What the lints find in the jar or folder of a plugin that this snapshot lists, looked up once. */
    List<Lint.Finding> findings(Plugin plugin);

    /** Origin and digest of a plugin that this snapshot lists, or of a pipeline that it made. */
    PluginInfo info(Plugin plugin);

    /** Plugins that were found and could not be loaded, each with its jar and the reason. */
    List<String> problems();

    /**
     * The quantizer that a text describes: a quantizer's name, or a {@link dev.nibble.api.quantizer.Stage pipeline} such as
     * {@code awq | hqq:beta=5 | gptq}.
     *
     * @throws NoSuchPluginException if a stage is unknown; the message lists those there are
     * @throws IllegalArgumentException if stages stand in an order that cannot be, or a key or value of one is wrong; the
     *     message names stage and key, and what is possible
     */
    Quantizer quantizer(String text);

    /** @throws NoSuchPluginException if there is none of that name; the message lists those there are */
    Op op(String name);

    /** @throws NoSuchPluginException if there is none of that name; the message lists those there are */
    Kernel kernel(String name);

    /**
     * The format that a text such as {@code affine:bits=4,group=64} describes.
     *
     * @throws NoSuchPluginException if no provider knows the family
     * @throws IllegalArgumentException if a key or value is wrong; the message names it and what is possible
     */
    Format format(String text);
}
