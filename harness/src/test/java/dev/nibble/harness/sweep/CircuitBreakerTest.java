package dev.nibble.harness.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.TestTraces;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final String FORMAT = "affine:bits=4,group=64";
    private static final Outcome CRASH = new Outcome.Failed("crash", "signal 11", "");

    private static final CellCommand COMMAND = new CellCommand("", "", " --plugins 'my plugins'");

    private final CircuitBreaker breaker = new CircuitBreaker(COMMAND);

    @Test
    void threeDeathsOfAKernelOnADeviceStopItAndNoOther() {
        Cell bad = TestTraces.kernel("bad", FORMAT, 1);
        breaker.record(bad, CRASH);
        breaker.record(TestTraces.kernel("bad", FORMAT, 2), new Outcome.TimedOut(1, ""));
        assertThat(breaker.refusal(bad)).isEmpty();
        breaker.record(TestTraces.kernel("bad", FORMAT, 3), new Outcome.Failed("garbage", "x", ""));
        Cell next = TestTraces.kernel("bad", FORMAT, 4);
        assertThat(breaker.refusal(next)).hasValueSatisfying(outcome ->
                assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.kind()).isEqualTo("skipped");
                    assertThat(failed.message()).contains("3 cells of bad@", COMMAND.of(next));
                }));
        assertThat(breaker.refusal(TestTraces.kernel("good", FORMAT, 4))).isEmpty();
        assertThat(breaker.refusal(TestTraces.MODEL)).isEmpty();
    }

    @Test
    void whatDidNotCostAWorkerDoesNotCount() {
        Cell cell = TestTraces.kernel("honest", FORMAT, 1);
        for (Outcome outcome : List.of(new Outcome.Failed("exception", "x", ""), new Outcome.Unsupported(List.of("x")),
                new Outcome.Wrong("x", 1, 2, 0), new Outcome.Failed(Outcome.Failed.SKIPPED, "x", ""))) {
            for (int i = 0; i < 5; i++) {
                breaker.record(cell, outcome);
            }
        }
        assertThat(breaker.refusal(cell)).isEmpty();
    }
}
