package dev.nibble.models.file;

/** What a model does with a tensor, where its file tells. */
public enum Use {
    /** The weight [out, in] of a linear layer, and nothing else. */
    LINEAR,
    /** A table whose rows are looked up by index. */
    LOOKUP,
    /** Something else, or several of these. */
    OTHER,
    /** The file holds weights only. */
    UNKNOWN
}
