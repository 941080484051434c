package dev.nibble.api.format;

/** How an affine format stores the code that decodes to zero. */
public enum ZeroKind {
    /** Not at all: it is {@code 2^(bits-1)} for every group (0.5 for one bit), the symmetric case. */
    NONE,
    /** As a float in the type of the scales: it need not be a whole number, nor within the range of codes. */
    FLOAT,
    /** As an unsigned code of as many bits as the weights have. */
    INT
}
