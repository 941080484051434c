package dev.nibble.api.quantizer;

/** What a stage wants to know of a layer's inputs. */
public enum Need {
    /** Mean |x|, mean x squared, minimum and maximum of every input channel. */
    MOMENTS,
    /** A seeded sample of input rows. */
    SAMPLES,
    /** The Gram matrix X^T X of the inputs, float64. */
    GRAM
}
