package dev.nibble.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverLogTest {
    @TempDir
    private Path folder;

    @Test
    void onlyErrorsThatWerePrintedSinceTheMarkCount() throws IOException {
        Path file = Files.writeString(folder.resolve("log.txt"), "[TornadoVM-OCL-JNI] ERROR : old -> Returned: -5\n");
        try (DriverLog log = new DriverLog(List.of(file))) {
            log.mark();
            assertThat(log.errors()).isEmpty();
            Files.writeString(file, "a line\n", StandardOpenOption.APPEND);
            assertThat(log.errors()).isEmpty();
            Files.writeString(file, "[TornadoVM-OCL-JNI] ERROR : clEnqueueNDRangeKernel -> Returned: -54\nmore\n",
                    StandardOpenOption.APPEND);
            assertThat(log.errors()).hasValue("[TornadoVM-OCL-JNI] ERROR : clEnqueueNDRangeKernel -> Returned: -54");
            log.mark();
            assertThat(log.errors()).isEmpty();
        }
    }

    @Test
    void aWayBackToJavaIsAnError() throws IOException {
        Path file = Files.createFile(folder.resolve("log.txt"));
        try (DriverLog log = new DriverLog(List.of(file))) {
            log.mark();
            Files.writeString(file, "[Bailout] Running the sequential implementation.\n");
            assertThat(log.errors()).isPresent();
        }
    }
}
