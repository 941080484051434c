package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.Nibble;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTest {
    private static final String TRACE = """
            {"id":"1","cell":{"type":"kernel","op":"linear","format":"nf4:block=64","weight":[8,64],"m":1,"activation":"f32",\
            "kernel":"k","device":"jvm","threads":1,"timed":false},"outcome":{"type":"unsupported","reasons":["format"]},\
            "environment":{"facts":{},"plugins":{},"key":"e"},"startedAt":"2026-01-31T10:00:00Z","seconds":0.1,"attempts":1,\
            "reproduce":"nibble check k","considered":[]}
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Nibble.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @Test
    void aRunThatDoesNotExistIsOneLineAndExitCodeTwo() {
        assertThat(run("report", "nowhere", "--runs", folder.toString())).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("there is no run at nowhere");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void findsARunByItsNameAndWritesWhereItIsTold() throws Exception {
        Files.createDirectories(folder.resolve("night/traces"));
        Files.writeString(folder.resolve("night/traces/host-1.jsonl"), TRACE);
        Path target = folder.resolve("told");
        assertThat(run("report", "night", "--runs", folder.toString(), "-o", target.toString())).as(err.toString()).isZero();
        assertThat(out.toString().lines()).hasSize(4).first().isEqualTo(target.resolve("index.html").toString());
        assertThat(target.resolve("report.md")).exists();
        assertThat(folder.resolve("night/report")).doesNotExist();
    }

    @Test
    void aTargetThatIsAFileIsNamed() throws Exception {
        Files.createDirectories(folder.resolve("night/traces"));
        Files.writeString(folder.resolve("night/traces/host-1.jsonl"), TRACE);
        Path target = Files.writeString(folder.resolve("taken"), "a file");
        assertThat(run("report", folder.resolve("night").toString(), "-o", target.toString())).isNotZero();
        assertThat(err.toString().lines()).singleElement().asString().contains(target.toString());
        assertThat(target).content().isEqualTo("a file");
    }
}
