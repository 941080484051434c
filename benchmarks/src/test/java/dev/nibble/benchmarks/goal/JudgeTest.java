package dev.nibble.benchmarks.goal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.op.Activation;
import dev.nibble.benchmarks.contender.Case;
import dev.nibble.benchmarks.contender.NibbleEntrant;
import dev.nibble.benchmarks.goal.Goal.Measure;
import dev.nibble.benchmarks.report.Measurement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Case HOT = Case.of("64x64", 1, Goal.THREADS, Case.Mode.HOT);
    private static final Case COLD = Case.of("64x64", 1, Goal.THREADS, Case.Mode.COLD);
    private static final String MINE = NibbleEntrant.name("dense:f32", Activation.F32);

    private static Goal goal(Measure measure, double bound, String... peers) {
        return new Goal("id", "text", List.of("dense:f32"), Activation.F32, List.of("64x64"), 1,
                List.of(Case.Mode.values()), measure, bound, List.of(peers));
    }

    private static Measurement measured(String run, Case of, String name, long allocated, double... nanos) {
        return new Measurement(run, of, name, "served", 1000, 1, 10e9, nanos, allocated, nanos.length == 0 ? "WRONG: it" : "");
    }

    private static List<Finding> judge(Goal goal, Measurement... measurements) {
        return Judge.judge(List.of(goal), Arrays.asList(measurements));
    }

    @Test
    void speedIsTheFastestPeersTimeOverOurs() {
        List<Finding> findings = judge(goal(Measure.SPEED, 1.5, "a", "b"),
                measured("r", HOT, MINE, 0, 90, 100, 110), measured("r", HOT, "a", 0, 200), measured("r", HOT, "b", 0, 160),
                measured("r", HOT, "c", 0, 1));
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.value()).isEqualTo(1.6);
            assertThat(finding.peer()).isEqualTo("b");
            assertThat(finding.passed()).isTrue();
        });
    }

    @Test
    void aRatioBelowTheBoundIsAMiss() {
        assertThat(judge(goal(Measure.SPEED, 1.7, "a"), measured("r", HOT, MINE, 0, 100), measured("r", HOT, "a", 0, 160)))
                .singleElement().satisfies(finding -> assertThat(finding.passed()).isFalse());
    }

    @Test
    void timesOfAnotherRunOrCaseAreNoPeers() {
        assertThat(judge(goal(Measure.SPEED, 1, "a"),
                measured("r", HOT, MINE, 0, 100), measured("s", HOT, "a", 0, 900), measured("r", COLD, "a", 0, 900)))
                .singleElement().satisfies(finding -> {
                    assertThat(finding.passed()).isFalse();
                    assertThat(finding.remark()).contains("no peer has a time");
                });
    }

    @Test
    void whoWasWrongMissesEveryGoal() {
        for (Measure measure : Measure.values()) {
            assertThat(judge(goal(measure, -1e9, "a"), measured("r", COLD, MINE, -1), measured("r", COLD, "a", 0, 1)))
                    .singleElement().satisfies(finding -> assertThat(finding.passed()).isFalse());
        }
    }

    @Test
    void aPeerThatWasWrongIsNoPeer() {
        assertThat(judge(goal(Measure.SPEED, 1, "a", "b"),
                measured("r", HOT, MINE, 0, 100), measured("r", HOT, "a", -1), measured("r", HOT, "b", 0, 200)))
                .singleElement().satisfies(finding -> assertThat(finding.peer()).isEqualTo("b"));
    }

    @Test
    void bandwidthIsBytesOverTimeOverWhatMemoryGivesAndOfColdCasesOnly() {
        assertThat(judge(goal(Measure.BANDWIDTH, 50), measured("r", COLD, MINE, 0, 200), measured("r", HOT, MINE, 0, 200)))
                .extracting(Finding::value).containsExactly(50.0, Double.NaN);
    }

    @Test
    void oneByteAllocatedIsAMiss() {
        assertThat(judge(goal(Measure.ALLOCATION, 0), measured("r", HOT, MINE, 0, 1))).allMatch(Finding::passed).hasSize(1);
        assertThat(judge(goal(Measure.ALLOCATION, 0), measured("r", HOT, MINE, 1, 1))).noneMatch(Finding::passed).hasSize(1);
    }

    @Test
    void goalsAreJudgedWithTwoThreads() {
        Case one = Case.of("64x64", 1, 1, Case.Mode.HOT);
        assertThat(judge(goal(Measure.ALLOCATION, 0), measured("r", one, MINE, 0, 1))).isEmpty();
    }

    @Test
    void goalsHaveIdsOfTheirOwn() {
        assertThat(Goals.all()).extracting(Goal::id).doesNotHaveDuplicates();
    }
}
