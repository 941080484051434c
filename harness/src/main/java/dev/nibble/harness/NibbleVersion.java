package dev.nibble.harness;

/** The version of this build. */
public final class NibbleVersion {
    private NibbleVersion() {}

    /** As the jar's manifest has it; {@code dev} when run from class folders. */
    public static String current() {
        String version = NibbleVersion.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
