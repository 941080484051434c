package dev.nibble.harness.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    private Path folder;

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whoMayReadItSaysTheUmaskAndOfSecretsOnlyTheOwner() throws IOException {
        Path usual = Files.createFile(folder.resolve("usual"));
        WholeFile.write(folder.resolve("text"), "text");
        WholeFile.copy(folder.resolve("text"), folder.resolve("copy"));
        WholeFile.writeSecret(folder.resolve("secret"), "secret");

        assertThat(mode(folder.resolve("text"))).isEqualTo(mode(usual));
        assertThat(mode(folder.resolve("copy"))).isEqualTo(mode(usual));
        assertThat(mode(folder.resolve("secret"))).isEqualTo("rw-------");
        assertThat(folder.resolve("copy")).hasContent("text");
    }

    @Test
    void aFileIsReplacedAndNothingElseIsLeft() throws IOException {
        WholeFile.write(folder.resolve("a"), "before");
        WholeFile.write(folder.resolve("a"), new byte[] {'n', 'o', 'w'});
        assertThat(folder.toFile().list()).containsExactly("a");
        assertThat(folder.resolve("a")).hasContent("now");
    }

    @Test
    void whatCannotBeWrittenLeavesWhatWasThere() throws IOException {
        Files.createDirectories(folder.resolve("taken/full"));
        assertThatThrownBy(() -> WholeFile.write(folder.resolve("taken"), "x")).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> WholeFile.copy(folder.resolve("none"), folder.resolve("b"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> WholeFile.write(folder.resolve("no/such"), "x")).isInstanceOf(NoSuchFileException.class);
        assertThat(folder.toFile().list()).containsExactly("taken");
    }
}
