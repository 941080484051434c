package dev.nibble.conformance;

/** What an activation quantizer may legitimately lack, with a reason: see {@link ActivationQuantizerConformance#lacks}. */
public enum ActivationQuantizerProperty {
    /** Inputs in another unit (times a power of two) get the same codes. */
    UNIT_DOES_NOT_MATTER,
    /** Of normal inputs, with some channels ten times as large as others, what codes stand for is within a tenth. */
    NORMAL_INPUTS_SURVIVE
}
