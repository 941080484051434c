package dev.nibble.runtime.quantize;

import dev.nibble.api.plugin.Support;

/** A tensor was not quantized: what was required of it, of the format or of the quantizer was not met. */
public final class QuantizationRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String tensor;
    private final transient Support support;

    /**
     * @param tensor the tensor's name
     * @param message the whole message: tensor, plugin, reason and way out
     * @param support the requirements that failed
     */
    public QuantizationRefusedException(String tensor, String message, Support support) {
        super(message);
        this.tensor = tensor;
        this.support = support;
    }

    public String tensor() {
        return tensor;
    }

    /** The requirements, those that failed included. */
    public Support support() {
        return support;
    }
}
