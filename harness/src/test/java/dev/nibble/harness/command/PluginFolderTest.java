package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of plugin folders where nothing can open one. */
class PluginFolderTest {
    @Test
    void aFolderThatWasAskedForIsNotPassedOverInSilence(@TempDir Path folder) {
        CommandRun plugins = CommandRun.of("plugins", "--plugins", folder);
        assertThat(plugins.exitCode()).isEqualTo(2);
        assertThat(plugins.err()).contains("plugin folders need the module nibble-bundles", "or put plugins on the class path");
        assertThat(plugins.out()).isEmpty();
    }

    @Test
    void watchingNeedsAFolder(@TempDir Path runs) {
        CommandRun sweep = CommandRun.of("sweep", "--watch", "--runs", runs, "--format", "dense:f32");
        assertThat(sweep.exitCode()).isEqualTo(2);
        assertThat(sweep.err()).contains("--watch needs a plugin folder", "--plugins");
        assertThat(runs).isEmptyDirectory();
    }

    @Test
    void roundsAreOfAWatch(@TempDir Path runs) {
        CommandRun sweep = CommandRun.of("sweep", "--rounds", 2, "--runs", runs, "--format", "dense:f32");
        assertThat(sweep.exitCode()).isEqualTo(2);
        assertThat(sweep.err()).contains("--rounds takes a number of at least 1, and goes with --watch");
    }
}
