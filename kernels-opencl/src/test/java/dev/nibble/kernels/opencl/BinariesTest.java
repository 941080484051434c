package dev.nibble.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.device.program.ProgramException.Kind;
import dev.nibble.api.device.program.ProgramSource;
import dev.nibble.api.plugin.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are built already: kept on disk, or brought from elsewhere. */
class BinariesTest {
    @TempDir
    private Path cache;

    private OpenClDevice device;

    @BeforeEach
    void open() {
        device = Pocl.open(cache);
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
        }
    }

    @Test
    void builtProgramsAreKeptOnDiskAndDamagedOnesAreBuiltAgain() throws Exception {
        device.build(ProgramSource.openClC("twice", Twice.SOURCE));
        Path file = onlyFile();
        byte[] good = Files.readAllBytes(file);
        for (byte[] bad : new byte[][] {{}, "nonsense".getBytes(), Arrays.copyOf(good, good.length - 1), flipped(good)}) {
            Files.write(file, bad);
            try (OpenClDevice again = Pocl.open(cache)) {
                assertThat(Twice.run(again, again.build(ProgramSource.openClC("twice", Twice.SOURCE)), 21)).containsExactly(42);
            }
            assertThat(Files.size(file)).as("written anew").isGreaterThan(bad.length == good.length ? 0 : bad.length);
            assertThat(new ProgramCache(cache).read(key(file))).isPresent();
        }
        // The binary is used: one of another program in its place shows.
        String other = Twice.SOURCE.replace("2.0f *", "3.0f *");
        try (OpenClDevice again = Pocl.open(cache)) {
            byte[] binary = again.build(ProgramSource.openClC("thrice", other)).binary();
            new ProgramCache(cache).write(key(file), binary);
        }
        try (OpenClDevice again = Pocl.open(cache)) {
            assertThat(Twice.run(again, again.build(ProgramSource.openClC("twice", Twice.SOURCE)), 21)).containsExactly(63);
        }
    }

    private static byte[] flipped(byte[] good) {
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        return bad;
    }

    private static String key(Path file) {
        return file.getFileName().toString().replace(".clbin", "");
    }

    private Path onlyFile() throws Exception {
        try (Stream<Path> files = Files.list(cache)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    @Test
    void aBinaryFromElsewhereRunsIfItIsTheOneAnnouncedAndForThisDevice() {
        byte[] bitstream = device.build(ProgramSource.openClC("twice", Twice.SOURCE)).binary();
        String digest = Sha256.of(bitstream);
        String name = device.info().name();
        try (OpenClDevice other = Pocl.open(cache)) {
            assertThat(Twice.run(other, other.build(new ProgramSource.Binary("twice.aocx", bitstream, digest, name, "", Set.of())), 4)).containsExactly(8);
        }
        assertThat(Failures.of(device, Kind.BINARY, () -> device.build(new ProgramSource.Binary("twice.aocx", flipped(bitstream), digest, name, "", Set.of()))))
                .hasMessageContaining("twice.aocx").hasMessageContaining(digest);
        assertThat(Failures.of(device, Kind.BINARY, () -> device.build(new ProgramSource.Binary("twice.aocx", bitstream, digest, "another board", "", Set.of()))))
                .hasMessageContaining("for the device 'another board'");
        byte[] nonsense = {1, 2, 3, 4, 5, 6, 7, 8};
        assertThat(Failures.of(device, Kind.BINARY, () -> device.build(
                new ProgramSource.Binary("twice.aocx", nonsense, Sha256.of(nonsense), name, "", Set.of()))))
                .hasMessageContaining("clCreateProgramWithBinary failed with CL_INVALID_BINARY (-42)");
    }
}
