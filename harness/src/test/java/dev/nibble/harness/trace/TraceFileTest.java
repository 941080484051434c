package dev.nibble.harness.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.harness.TestTraces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TraceFileTest {
    @TempDir
    private Path run;

    private static Trace trace(String id) {
        return TestTraces.trace(id, TestTraces.MODEL, TestTraces.passed(1000));
    }

    static Stream<Outcome> outcomes() {
        return Stream.of(
                TestTraces.passed(Math.PI * 1e5),
                new Outcome.Wrong("threw", Double.NaN, Double.POSITIVE_INFINITY, -1),
                new Outcome.Unsupported(List.of("bits: 4 required, 3 given", "second")),
                new Outcome.Failed("crash", "signal 11", "line 1\nline \"2\"\t\u0000"),
                new Outcome.TimedOut(2.5, ""));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void everyOutcomeOfEveryCellComesBackAsItWas(Outcome outcome) throws IOException {
        Trace model = TestTraces.trace("1", TestTraces.MODEL, outcome);
        Trace kernel = TestTraces.trace("2", TestTraces.kernel("a.b", "affine:bits=4,group=64", 16), outcome, "a.b: supported");
        try (TraceFile file = TraceFile.open(run.resolve("traces"))) {
            file.append(model);
            file.append(kernel);
        }
        assertThat(TraceReader.read(run).traces()).containsExactly(model, kernel);
    }

    @Test
    void aTraceIsInTheFileWhenAppendReturns() throws IOException {
        try (TraceFile file = TraceFile.open(run)) {
            file.append(trace("1"));
            assertThat(TraceReader.read(file.path()).traces()).hasSize(1);
        }
    }

    @Test
    void aTornLastLineIsIgnoredAndDoesNotSwallowTheNext() throws IOException {
        Path path;
        try (TraceFile file = TraceFile.open(run)) {
            path = file.path();
            file.append(trace("1"));
        }
        String line = Files.readString(path);
        Files.writeString(path, line.substring(0, line.length() / 2), StandardOpenOption.APPEND);
        assertThat(TraceReader.read(run)).satisfies(read -> {
            assertThat(read.traces()).extracting(Trace::id).containsExactly("1");
            assertThat(read.problems()).isEmpty();
        });
        try (TraceFile file = TraceFile.open(run)) {
            file.append(trace("2"));
        }
        assertThat(TraceReader.read(run).traces()).extracting(Trace::id).containsExactly("1", "2");
    }

    @Test
    void aBadLineInTheMiddleIsTold() throws IOException {
        Files.writeString(run.resolve("a.jsonl"), Json.line(trace("1")) + "\nnonsense\n" + Json.line(trace("2")) + "\n");
        assertThat(TraceReader.read(run)).satisfies(read -> {
            assertThat(read.traces()).extracting(Trace::id).containsExactly("1", "2");
            assertThat(read.problems()).singleElement().asString().contains("a.jsonl line 2");
        });
    }

    @Test
    void ofSeveralTracesWithOneIdTheLatestStays() throws IOException {
        Trace early = trace("1");
        Trace late = new Trace("1", early.cell(), new Outcome.TimedOut(1, ""), early.environment(), "2026-01-02T03:04:06Z",
                1, 1, "", List.of());
        Files.writeString(run.resolve("a.jsonl"), Json.line(late) + "\n");
        Files.writeString(run.resolve("b.jsonl"), Json.line(early) + "\n");
        assertThat(TraceReader.read(run).traces()).containsExactly(late);
    }

    @Test
    void aRunThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> TraceReader.read(run.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }
}
