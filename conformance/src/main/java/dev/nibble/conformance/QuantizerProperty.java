package dev.nibble.conformance;

/** What a quantizer may legitimately lack, with a reason: see {@link QuantizerConformance#lacks}. */
public enum QuantizerProperty {
    /** Weights that it made itself come back as they are. */
    KEEPS_ITS_OWN_OUTPUT,
    /** Weights in another unit (times a power of two) give the same codes. */
    UNIT_DOES_NOT_MATTER,
    /** A group's result does not depend on where the group stands. */
    PLACE_DOES_NOT_MATTER,
    /** The last number of the loss trace is not above any before it. */
    TRACE_ENDS_AT_ITS_BEST,
    /** The last number of the loss trace is the objective of the result. */
    TRACE_IS_THE_OBJECTIVE,
    /** By its own objective no tensor ends worse than under round-to-nearest. */
    NEVER_WORSE_THAN_ROUND_TO_NEAREST,
    /** More bits, smaller error. */
    ERROR_FALLS_WITH_BITS
}
