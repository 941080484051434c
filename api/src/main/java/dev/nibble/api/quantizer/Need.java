package dev.nibble.api.quantizer;

/** What a quantizer wants to know of a layer's inputs. */
public enum Need {
    /** Mean |x|, mean x squared, minimum and maximum of every input channel. */
    MOMENTS,
    /** A seeded sample of input rows. */
    SAMPLES,
    /** The Gram matrix of the inputs. */
    GRAM
}
