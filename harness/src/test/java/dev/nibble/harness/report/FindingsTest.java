package dev.nibble.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.TestTraces;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final String FORMAT = "affine:bits=4,group=64,axis=1,zero=float";
    private static final Trace FLOATS = timed("float", "dense:f32", 1000, 1010, 990, 1000);
    private static final Trace STEADY = timed("steady", FORMAT, 500, 505, 495, 500);
    private static final Trace SLOW = timed("slow", FORMAT, 2000, 2010, 1990, 2000);
    private static final Trace JUMPY = timed("jumpy", FORMAT, 100, 110, 180, 190);

    private static Trace timed(String kernel, String format, double... nanos) {
        Outcome outcome = new Outcome.Passed(
                List.of(Metric.ofSamples("time.hot", "ns", Metric.Role.PRIMARY, Metric.Better.LOWER, nanos)), List.of(), Map.of());
        return TestTraces.trace(kernel, TestTraces.kernel(kernel, format, 1), outcome);
    }

    private static String fastest(Trace... traces) {
        Run run = new Run("r", List.of(traces), List.of());
        return new Findings(run, Place.of(run), List.of()).sentences().stream()
                .filter(finding -> finding.topic().equals("Fastest against float"))
                .map(Findings.Finding::sentence).findFirst().orElseThrow();
    }

    @Test
    void theFastestIsASteadyOneWhereThereIsOne() {
        assertThat(fastest(FLOATS, STEADY, JUMPY)).startsWith("steady on " + FORMAT).doesNotContain("jumpy", "No such pair");
    }

    @Test
    void thatNoneBeatsFloatIsNotSaidAloneWhereAnUnsteadyOneDoes() {
        assertThat(fastest(FLOATS, SLOW, JUMPY)).startsWith("no quantized kernel beats float; the closest, slow on " + FORMAT)
                .contains("less steady ones say otherwise: jumpy on " + FORMAT);
    }

    @Test
    void whereNoneIsSteadyThatIsSaid() {
        assertThat(fastest(FLOATS, JUMPY)).startsWith("jumpy on " + FORMAT).contains("No such pair of times is steady", "bench it");
    }
}
