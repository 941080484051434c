package dev.nibble.api.plugin;

/** What plugins of every kind say of themselves. */
public interface Plugin {
    /**
     * The name by which users choose this plugin, unique among plugins of its kind: lower-case letters, digits, dots
     * and dashes, for example {@code hqq} or {@code jvm.linear.int4}.
     */
    String name();

    /** The version that is written into provenance and traces. A change of results is a change of version. */
    default String version() {
        String version = getClass().getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    /** One line that tells a user what this is, with its source (paper, formula) where it has one. */
    String description();
}
