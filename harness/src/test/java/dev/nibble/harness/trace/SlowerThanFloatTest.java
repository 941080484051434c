package dev.nibble.harness.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.TestTraces;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowerThanFloatTest {
    private static final String FAST = "fast.int4: supported";
    private static final String REFERENCE = "ref (reference): supported";
    private static final Trace DENSE = TestTraces.trace("d", TestTraces.kernel("dense", "dense:f32", 1),
            TestTraces.passed(20_000));

    private static Trace quantized(String kernel, double nanos, long m, String... considered) {
        return TestTraces.trace("q", TestTraces.kernel(kernel, "affine:bits=4", m), TestTraces.passed(nanos), considered);
    }

    @Test
    void aSlowerQuantizedPathIsFoundWithItsRatioAndReason() {
        Trace slow = quantized("fast.int4", 30_000, 1, FAST, REFERENCE);
        assertThat(SlowerThanFloat.find(List.of(DENSE, slow))).singleElement().satisfies(found -> {
            assertThat(found.trace()).isEqualTo(slow);
            assertThat(found.ratio()).isEqualTo(1.5);
            assertThat(found.note()).isEqualTo("slower than the float path (dense) at this shape: 1.5x; reason class: layout");
        });
    }

    @Test
    void aFasterPathOrAnotherShapeIsNot() {
        assertThat(SlowerThanFloat.find(List.of(DENSE, quantized("fast.int4", 10_000, 1, FAST)))).isEmpty();
        assertThat(SlowerThanFloat.find(List.of(DENSE, quantized("fast.int4", 30_000, 16, FAST)))).isEmpty();
    }

    @Test
    void aReferenceCountsOnlyWhereNothingElseServes() {
        assertThat(SlowerThanFloat.find(List.of(DENSE, quantized("ref", 90_000, 1, FAST, REFERENCE)))).isEmpty();
        assertThat(SlowerThanFloat.find(List.of(DENSE, quantized("ref", 90_000, 1, REFERENCE)))).singleElement()
                .satisfies(found -> assertThat(found.reason()).isEqualTo("no fast kernel"));
    }

    @Test
    void whatDidNotPassIsNotCompared() {
        Trace wrong = TestTraces.trace("w", TestTraces.kernel("fast.int4", "affine:bits=4", 1),
                new Outcome.Wrong("", 0, 2, 0), FAST);
        assertThat(SlowerThanFloat.find(List.of(DENSE, wrong))).isEmpty();
    }
}
