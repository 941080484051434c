package dev.nibble.api.kernel;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Support;

/**
 * Implements one operation for some formats on the devices of one runtime. Stateless; made by the service loader, so
 * the constructor must not touch what may be missing (vector module, driver).
 */
public interface Kernel extends Plugin {
    /** Name of the operation. */
    String op();

    /**
     * Whether this kernel can serve the request, with every requirement as data. The answer must be honest: yes if and
     * only if {@link #prepare} and {@code run} then work and meet the operation's reference.
     */
    Support supports(KernelRequest request);

    /**
     * Packs the weights once into this kernel's own layout.
     *
     * @param request one that {@link #supports} accepted
     * @param device the open device that the request names
     * @param weight of the request's format and shape; it is not needed afterwards
     */
    PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight);

    /**
     * Whether this is a plain reference, made to be read and not to be fast. The dispatcher chooses one only under an
     * explicit fallback policy, and counts it.
     */
    default boolean isReference() {
        return false;
    }
}
