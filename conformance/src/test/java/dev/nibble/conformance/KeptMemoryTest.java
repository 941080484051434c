package dev.nibble.conformance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.kernel.Kernel;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Every call brings its own memory: who binds to that of the first one is caught, though it computes rightly. */
class KeptMemoryTest {
    private static void caught(boolean input, boolean output) {
        Kernel cheat = new LinearKernel("test.cheat", LinearKernel.FLOAT_LINEAR, () -> {
            MemorySegment[] kept = new MemorySegment[2];
            return (w, m, in, out, space) -> {
                if (kept[0] == null) {
                    kept[0] = in;
                    kept[1] = out;
                }
                LinearKernel.compute(w, m, input ? kept[0] : in, output ? kept[1] : out, space);
            };
        });
        assertThatThrownBy(() -> Kit.runAll(Kit.of(cheat), KernelConformance::meetsItsReference))
                .isInstanceOf(AssertionError.class).hasMessageContaining("output[");
    }

    @Test
    void theInputOfTheFirstCallIsNotThatOfTheNext() {
        caught(true, false);
    }

    @Test
    void theOutputOfTheFirstCallIsNotThatOfTheNext() {
        caught(false, true);
    }
}
