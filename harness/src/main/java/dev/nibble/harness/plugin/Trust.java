package dev.nibble.harness.plugin;

/** Which jars of a plugin folder may run. */
public enum Trust {
    /** All, each with a notice when it is first seen. */
    ANY,
    /** Those whose name, version and SHA-256 stand in the folder's {@code plugins.lock}. */
    LISTED,
    /** Those whose every entry is signed with one certificate that stands in the folder's {@code plugins.signers}. */
    SIGNED
}
