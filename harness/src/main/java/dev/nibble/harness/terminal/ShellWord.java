package dev.nibble.harness.terminal;

/** Texts as single words for a shell, so that commands that are shown can be copied. */
public final class ShellWord {
    private ShellWord() {}

    /** The text in quotes; without them where a shell reads it as it stands. */
    public static String of(String text) {
        return text.matches("[A-Za-z0-9_./:=,+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
