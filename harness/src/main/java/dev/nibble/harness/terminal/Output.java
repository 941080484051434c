package dev.nibble.harness.terminal;

import dev.nibble.harness.trace.Json;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The output of a command: text for people, or with {@code --json} one JSON document on stdout. A picocli mixin. */
public final class Output {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--json", description = "Write the result as one JSON document to stdout.")
    private boolean json;

    /** Whether the user asked for JSON; then nothing else may go to {@link #out()}. */
    public boolean json() {
        return json;
    }

    /** For results. */
    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** For progress, remarks and errors. */
    public PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Writes a value as JSON. */
    public void json(Object value) {
        out().println(Json.pretty(value));
        out().flush();
    }

    /** Writes a line of text to stdout, unless JSON was asked for. */
    public void line(String text) {
        if (!json) {
            out().println(text);
            out().flush();
        }
    }

    /** Writes a table to stdout, unless JSON was asked for. */
    public void table(Table table) {
        if (!json) {
            table.print(out());
            out().flush();
        }
    }

    /** Progress on stderr. */
    public Progress progress() {
        return new Progress(err(), Progress.onTerminal());
    }
}
