/**
 * What every plugin has in common: a name, a version, options, answers that carry their reasons, and the registry that
 * lists what was found.
 *
 * <p>A plugin is a jar with {@code META-INF/services} entries for the provider interfaces:
 * {@link dev.nibble.api.quantizer.Preparation}, {@link dev.nibble.api.quantizer.Quantizer},
 * {@link dev.nibble.api.quantizer.Refiner}, {@link dev.nibble.api.quantizer.ActivationQuantizer},
 * {@link dev.nibble.api.format.FormatProvider},
 * {@link dev.nibble.api.op.Op}, {@link dev.nibble.api.kernel.Kernel} and
 * {@link dev.nibble.api.device.DeviceProvider}. Implementations have a public constructor without parameters that is
 * cheap and touches no device: whatever costs time happens when it is first used.
 */
package dev.nibble.api.plugin;
