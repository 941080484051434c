package dev.nibble.bundles;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** What a command about a plugin folder printed, and its exit code. */
record NibbleRun(int exitCode, String out, String err) {
    /** Runs a command in this JVM. */
    static NibbleRun run(Path folder, Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(HostFixture.folders(folder));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(Arrays.stream(arguments).map(String::valueOf).toList());
        all.addAll(List.of("--plugins", folder.toString()));
        int exitCode = line.execute(all.toArray(String[]::new));
        return new NibbleRun(exitCode, out.toString(), err.toString());
    }
}
