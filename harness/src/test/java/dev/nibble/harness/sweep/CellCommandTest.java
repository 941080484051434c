package dev.nibble.harness.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.TestTraces;
import dev.nibble.harness.plugin.PluginFolders;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.plugin.Trust;
import dev.nibble.harness.timing.TimingPolicy;
import dev.nibble.harness.trace.Cell;
import dev.nibble.runtime.registry.PluginRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Commands that are shown do again what was done, as they stand. */
class CellCommandTest {
    private static final Cell KERNEL = TestTraces.kernel("some.kernel", "nf4:block=64", 2);

    private static PluginSnapshot of(Path folder, Optional<Trust> trust) {
        return new PluginSnapshot(PluginRegistry.of(List.of()), List.of(), PluginFolders.options(folder, trust), () -> { });
    }

    private static RunOptions options(int sentences, Duration limit) {
        return new RunOptions(TimingPolicy.quick(), false, sentences, limit);
    }

    @Test
    void theyCarryThePluginFolderAndThePolicy() {
        assertThat(CellCommand.of(of(Path.of("plugins"), Optional.empty())).of(KERNEL))
                .isEqualTo("./nibble bench '" + KERNEL.text() + "'");
        assertThat(CellCommand.of(of(Path.of("my plugins"), Optional.of(Trust.SIGNED))).of(KERNEL))
                .isEqualTo("./nibble bench '" + KERNEL.text() + "' --plugins 'my plugins' --trust signed");
    }

    @Test
    void theyCarryLimitsThatAreNotTheUsualOnes() {
        PluginSnapshot plugins = of(Path.of("/srv/p"), Optional.empty());
        assertThat(CellCommand.of(plugins, options(100, Duration.ofSeconds(600))).of(TestTraces.MODEL))
                .isEqualTo("./nibble sweep --only '" + TestTraces.MODEL.text() + "' --plugins /srv/p");
        CellCommand impatient = CellCommand.of(plugins, options(20, Duration.ofMillis(1500)));
        assertThat(impatient.of(TestTraces.MODEL)).endsWith("' --sentences 20 --timeout 1.5 --plugins /srv/p");
        assertThat(impatient.of(KERNEL)).endsWith("' --timeout 1.5 --plugins /srv/p");
    }
}
