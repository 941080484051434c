package dev.nibble.harness;

/** The exit codes of every command. */
public final class ExitCode {
    /** Done, and every verdict is good. */
    public static final int OK = 0;
    /** Something was judged and did not pass. */
    public static final int VERDICT_FAILED = 1;
    /** The command, a plan, a filter or an input file is wrong. */
    public static final int USAGE = 2;
    /** This machine lacks something, or something broke. */
    public static final int ENVIRONMENT = 3;

    private ExitCode() {}
}
