package dev.nibble.runtime.structure;

/** A quantized tensor cannot be cut there, or parts cannot be joined: a group would be cut through or a statistic lost. */
public final class IllegalCutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message tensor, component, group size, dimension and the nearest legal cut */
    public IllegalCutException(String message) {
        super(message);
    }
}
