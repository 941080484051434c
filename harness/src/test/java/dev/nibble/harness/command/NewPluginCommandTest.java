package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.project.NewProjects;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.TraceReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From {@code new-plugin} to a report, as the README tells it. */
class NewPluginCommandTest {
    @TempDir
    private Path folder;

    @Test
    void newPluginsOfEveryKindAreProvenAndSwept() throws Exception {
        NibbleProcess nibble = new NibbleProcess(folder, folder.resolve("plugins"));
        for (String kind : new String[] {"quantizer", "kernel", "format"}) {
            Path project = folder.resolve(kind);
            CommandRun made = CommandRun.of("new-plugin", kind, "my-" + kind, "--dir", project);
            assertThat(made.exitCode()).as(made.err()).isZero();
            assertThat(made.out()).contains(project.resolve("pom.xml").toString(), "mvn package");
            NewProjects.build(project, nibble.plugin(), folder.resolve("tests"));
        }

        NibbleProcess.Ended sweep = nibble.run("sweep", Files.writeString(folder.resolve("plan.json"), """
                {"kernels": [{"formats": ["affine:bits=8,per=row,zero=none", "my-format:group=64"], "shapes": ["40x70"],
                    "m": [1], "kernels": ["my-kernel", "jvm.linear.lookup"], "devices": ["jvm"], "timed": false}],
                 "models": [{"quantizers": ["my-quantizer"], "settings": {"steps": "1"}, "formats": ["my-format:group=64"],
                    "devices": ["jvm"], "fallback": "decode"}],
                 "sentences": 3}
                """).toString(), "--run", "first");

        assertThat(sweep.code()).as(sweep.err()).isZero();
        assertThat(TraceReader.read(folder.resolve("runs/first")).traces()).hasSize(5)
                .anySatisfy(trace -> {
                    assertThat(trace.cell().text()).contains("my-kernel@jvm", "affine:bits=8");
                    assertThat(trace.outcome()).isInstanceOf(Outcome.Passed.class);
                })
                .anySatisfy(trace -> {
                    assertThat(trace.cell().text()).contains("jvm.linear.lookup@jvm", "my-format:group=64");
                    assertThat(trace.outcome()).isInstanceOf(Outcome.Passed.class);
                })
                .anySatisfy(trace -> {
                    assertThat(trace.cell()).isInstanceOfSatisfying(Cell.ModelCell.class,
                            cell -> assertThat(cell.quantizer()).isEqualTo("my-quantizer"));
                    assertThat(trace.outcome()).isInstanceOf(Outcome.Passed.class);
                    assertThat(trace.environment().plugins()).containsKeys("quantizer my-quantizer", "format my-format");
                });
    }

    @Test
    void whatCannotBeIsOneLineAndLeavesNothing() throws Exception {
        for (String[] arguments : new String[][] {
            {"new-plugin", "quantizer", "Bad Name"}, {"new-plugin", "quantizer", "hqq"}, {"new-plugin", "spaceship", "x"},
            {"new-plugin", "kernel"}, {"new-plugin", "format", "f", "--dir", folder.resolve("no/such").toString()}}) {
            CommandRun refused = CommandRun.of((Object[]) arguments);
            assertThat(refused.exitCode()).as(String.join(" ", arguments)).isEqualTo(2);
            assertThat(refused.err()).startsWith("nibble: ").doesNotContain("\tat ");
            assertThat(refused.out()).isEmpty();
        }
        assertThat(folder).isEmptyDirectory();
        assertThat(Path.of("hqq")).doesNotExist();
    }
}
