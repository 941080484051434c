package dev.nibble.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernels where TornadoVM compiles them. Skipped without an SDK, and without an OpenCL device. */
class JitKernelsTest {
    @TempDir
    private Path folder;

    @Test
    void allMeetTheirReference() throws IOException {
        Optional<Sdk> sdk = Sdk.find();
        Assumptions.assumeTrue(Sdk.support(sdk).supported(), () -> "needs a TornadoVM SDK: " + Sdk.support(sdk));
        var devices = new TornadoDeviceProvider().devices();
        Assumptions.assumeTrue(devices.getFirst().usable().supported(), () -> "needs a device: " + devices.getFirst().usable());
        Path log = folder.resolve("log.txt");
        new TornadoProcess(sdk.get()).run(JitCheck.class, List.of(), List.of(), log, Duration.ofMinutes(10));
        assertThat(Files.readAllLines(log)).filteredOn(line -> line.startsWith("proven tornado.")).hasSize(12);
    }
}
