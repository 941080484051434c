package dev.nibble.runtime.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.device.program.ProgramException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContractStoreTest {
    private static final ContractKey KEY =
            new ContractKey("k", "abc", "linear", "nf4:block=64", "f32", "2-16", "any", 4, "test|CPU|ü=1", "Vendor 25+37");
    private static final Contract CONTRACT = new Contract(KEY, false, 7, 12.5, "off by\n3 = much", Optional.empty(), "2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void anotherStoreOnTheFolderFindsWhatWasSaved() {
        new FileContractStore(folder.resolve("new")).save(CONTRACT);
        assertThat(new FileContractStore(folder.resolve("new")).find(KEY)).contains(CONTRACT);
    }

    @Test
    void whatSortOfFailureItWasIsKept() {
        Contract failed = new Contract(KEY, false, 1, Double.POSITIVE_INFINITY, "no compiler", Optional.of(ProgramException.Kind.BUILD),
                "2026-01-01T00:00:00Z");
        new FileContractStore(folder).save(failed);
        assertThat(new FileContractStore(folder).find(KEY)).contains(failed);
    }

    @Test
    void savingAgainReplacesAndLeavesOneFile() throws IOException {
        FileContractStore store = new FileContractStore(folder);
        store.save(CONTRACT);
        Contract passed = new Contract(KEY, true, 7, 0.5, "", Optional.empty(), "2026-01-02T00:00:00Z");
        store.save(passed);
        assertThat(store.find(KEY)).contains(passed);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void anotherBuildOfThePluginHasNoContract() {
        FileContractStore store = new FileContractStore(folder);
        store.save(CONTRACT);
        assertThat(store.find(new ContractKey("k", "abd", "linear", "nf4:block=64", "f32", "2-16", "any", 4, "test|CPU|ü=1",
                "Vendor 25+37"))).isEmpty();
    }

    @Test
    void aDamagedFileCountsAsAbsent() throws IOException {
        FileContractStore store = new FileContractStore(folder);
        store.save(CONTRACT);
        Path file;
        try (var files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        for (byte[] damage : new byte[][] {{}, "passed=maybe".getBytes(), {(byte) 0xFF, (byte) 0xFE}, "kernel=\\u00".getBytes()}) {
            Files.write(file, damage);
            assertThat(store.find(KEY)).isEmpty();
        }
        store.save(CONTRACT);
        assertThat(store.find(KEY)).contains(CONTRACT);
    }
}
