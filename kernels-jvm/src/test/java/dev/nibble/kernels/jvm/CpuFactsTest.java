package dev.nibble.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuFactsTest {
    @Test
    void readsTheFirstProcessorOfAnX86Machine() {
        CpuFacts facts = CpuFacts.parse(List.of("processor\t: 0", "vendor_id\t: AuthenticAMD", "model name\t: AMD EPYC 9654",
                "cache size\t: 1024 KB", "flags\t\t: fpu avx avx2 fma", "", "vendor_id\t: Other", "model name\t: Other"));
        assertThat(facts).isEqualTo(new CpuFacts("AuthenticAMD", "AMD EPYC 9654", "avx2", 1 << 20));
    }

    @Test
    void readsAnArmMachine() {
        CpuFacts facts = CpuFacts.parse(List.of("CPU implementer\t: 0x41", "CPU part\t: 0xd40", "Features\t: fp asimd sve"));
        assertThat(facts).isEqualTo(new CpuFacts("0x41", "0xd40", "sve", 0));
    }

    @Test
    void namesTheArchitectureWhereThereIsNoSuchFile() {
        String arch = System.getProperty("os.arch");
        assertThat(CpuFacts.read(Path.of("no-such-folder", "cpuinfo"))).isEqualTo(new CpuFacts(arch, arch, "unknown", 0));
    }

    @Test
    void takesOddCacheSizesAsUnknown() {
        assertThat(CpuFacts.parse(List.of("cache size : many KB")).lastLevelCacheBytes()).isZero();
    }
}
