package dev.nibble.harness.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.harness.MissingEnvironmentException;
import dev.nibble.harness.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    private Path folder;

    @Test
    void aRunHasOneProcessAndShardsHaveOneEach() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("r"));
        try (RunLock _ = RunLock.take(run, new Shard(1, 3)); RunLock _ = RunLock.take(run, new Shard(2, 3))) {
            assertThatThrownBy(() -> RunLock.take(run, new Shard(2, 3))).isInstanceOf(UsageException.class)
                    .hasMessageContaining("shard 2/3").hasMessageContaining("--run");
            assertThatThrownBy(() -> RunLock.take(run, Shard.WHOLE)).isInstanceOf(UsageException.class)
                    .hasMessageContaining("another nibble");
        }
        try (RunLock _ = RunLock.take(run, Shard.WHOLE)) {
            assertThatThrownBy(() -> RunLock.take(run, new Shard(1, 3))).isInstanceOf(UsageException.class);
        }
        assertThat(run.path()).isDirectoryContaining(file -> file.endsWith("lock"));
    }

    @Test
    void aFolderThatCannotBeMadeIsTold() throws IOException {
        RunFolder run = new RunFolder(Files.writeString(folder.resolve("file"), "").resolve("r"));
        assertThatThrownBy(() -> RunLock.take(run, Shard.WHOLE)).isInstanceOf(MissingEnvironmentException.class)
                .hasMessageContaining("cannot be written to").hasMessageContaining("--runs");
    }
}
