package dev.nibble.harness.plugin;

/**
 * Something happened in a plugin folder.
 *
 * @param kind what
 * @param file name of the jar in the folder
 * @param symbolicName the plugin's name; empty if the jar does not tell one
 * @param version the plugin's version; empty if the jar does not tell one
 * @param sha256 digest of the jar, lower-case hex; empty if it cannot be read
 * @param text one line for people; for a refusal, with the reason and the way out
 */
public record PluginEvent(Kind kind, String file, String symbolicName, String version, String sha256, String text) {
    /** What can happen to a jar. */
    public enum Kind { APPEARED, UPDATED, GONE, REFUSED }
}
