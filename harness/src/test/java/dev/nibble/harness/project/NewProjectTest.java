package dev.nibble.harness.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.UsageException;
import dev.nibble.runtime.registry.PluginRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code new-plugin} writes is right, and it writes all of it or nothing. */
class NewProjectTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(ProjectKind.class)
    void aNewProjectPassesItsConformanceTestAsItIs(ProjectKind kind) throws Exception {
        Path project = folder.resolve("made");
        new NewProject(kind, "two-words2").write(project);
        ProjectTests.pass(project, project.resolve("target"),
                registry -> assertThat(kind.rivals(registry)).anyMatch(plugin -> plugin.name().equals("two-words2")),
                "plugin.twowords2.TwoWords2Test");
    }

    @ParameterizedTest
    @EnumSource(ProjectKind.class)
    void noPlaceholderIsLeftAndThePartToEditIsMarked(ProjectKind kind) throws Exception {
        new NewProject(kind, "x").write(folder.resolve("x"));
        StringBuilder all = new StringBuilder();
        for (Path file : NewProjects.files(folder.resolve("x"), "")) {
            all.append(Files.readString(file));
        }
        assertThat(all).contains("goes here").doesNotContain("{{").doesNotContain("}}");
        assertThat(NewProjects.files(folder.resolve("x"), "").stream().map(file -> folder.resolve("x").relativize(file)))
                .contains(Path.of("pom.xml"), Path.of("README.md"), Path.of(".gitignore"),
                        Path.of("src/main/resources/META-INF/services", kind.spi()));
    }

    @Test
    void thePomHasTheVersionsOfNibblesOwnBuild() throws Exception {
        new NewProject(ProjectKind.QUANTIZER, "q").write(folder.resolve("q"));
        String own = Files.readString(Path.of("../pom.xml"));
        String made = Files.readString(folder.resolve("q/pom.xml"));
        Matcher plugins = Pattern.compile("<artifactId>(maven-[a-z]+-plugin)</artifactId>\\s*<version>([^<]+)<").matcher(made);
        int compared = 0;
        while (plugins.find()) {
            String name = Pattern.quote(plugins.group(1));
            Matcher there = Pattern.compile("<artifactId>" + name + "</artifactId>\\s*<version>([^<]+)<").matcher(own);
            if (there.find()) {
                assertThat(plugins.group(2)).as(plugins.group(1)).isEqualTo(there.group(1));
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(4);
        assertThat(made).contains("<nibble.version>" + first(own, "<version>([^<]+)<") + "<")
                .contains("<version>" + first(own, "<junit.version>([^<]+)<") + "<")
                .contains("<version>" + first(own, "<bnd.version>([^<]+)<") + "<");
    }

    private static String first(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(pattern).isTrue();
        return found.group(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "QUANTIZER | ''              | letter",
        "QUANTIZER | Three           | lower-case",
        "QUANTIZER | 3-sigma         | begins with a letter",
        "QUANTIZER | a--b            | lower-case",
        "QUANTIZER | ../up           | lower-case",
        "QUANTIZER | a b             | lower-case",
        "QUANTIZER | abcdefghijabcdefghijabcdefghijabcdefghijx | up to 40",
        "FORMAT    | my.format       | lower-case",
        "KERNEL    | int             | my-int",
        "KERNEL    | string          | my-string",
        "QUANTIZER | group-codec     | my-group-codec",
        "FORMAT    | format          | my-format"
    })
    void namesThatCannotBeAreRefusedWithOneSentence(ProjectKind kind, String name, String part) {
        assertThatThrownBy(() -> new NewProject(kind, name)).isInstanceOf(UsageException.class).hasMessageContaining(part);
    }

    @Test
    void aNameThatAPluginHasIsRefused() {
        Registry registry = PluginRegistry.load(getClass().getClassLoader());
        String taken = registry.quantizers().getFirst().name();
        assertThatThrownBy(() -> new NewProject(ProjectKind.QUANTIZER, taken).requireFree(registry))
                .isInstanceOf(UsageException.class).hasMessageContaining("'" + taken + "' already");
        new NewProject(ProjectKind.KERNEL, taken).requireFree(registry);
    }

    @Test
    void whatIsThereIsLeftAloneAndNothingIsHalfWritten() throws Exception {
        NewProject project = new NewProject(ProjectKind.KERNEL, "k");
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("mine"), "mine");
        Path file = Files.writeString(folder.resolve("file"), "file");
        assertThatThrownBy(() -> project.write(full)).isInstanceOf(UsageException.class).hasMessageContaining("not empty");
        assertThatThrownBy(() -> project.write(file)).isInstanceOf(UsageException.class).hasMessageContaining("no folder");
        assertThatThrownBy(() -> project.write(folder.resolve("a/b"))).isInstanceOf(UsageException.class)
                .hasMessageContaining("does not exist");
        assertThat(NewProjects.files(folder, "")).containsExactly(file, full.resolve("mine"));
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries).containsExactlyInAnyOrder(full, file);
        }
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(project.write(empty)).contains(Path.of("pom.xml"));
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries).containsExactlyInAnyOrder(full, file, empty);
        }
    }
}
