package dev.nibble.harness.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.harness.UsageException;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Environment;
import dev.nibble.harness.trace.Json;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
    @TempDir
    private Path folder;

    private static String html(Run run) throws IOException {
        return Reports.render(run).get("index.html");
    }

    /** What a reader sees: no tags, no styles, no scripts. */
    private static String visible(String html) {
        return html.replaceAll("(?s)<(style|script)[^>]*>.*?</\\1>", "").replaceAll("<wbr>", "").replaceAll("<[^>]*>", " ")
                .replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    }

    @Test
    void writesAllFilesAndLeavesNoTemporaryOne() throws IOException {
        SyntheticRun.write(folder, SyntheticRun.traces());
        List<Path> written = Reports.write(folder);
        assertThat(written).extracting(p -> p.getFileName().toString())
                .containsExactly("index.html", "report.md", "kernels.csv", "models.csv");
        try (Stream<Path> files = Files.list(folder.resolve("report"))) {
            assertThat(files).hasSameSizeAs(written);
        }
    }

    @Test
    void replacesAnEarlierReport() throws IOException {
        SyntheticRun.write(folder, SyntheticRun.traces());
        Path page = folder.resolve("report/index.html");
        Files.createDirectories(page.getParent());
        Files.writeString(page, "old");
        Reports.write(folder);
        assertThat(page).content().startsWith("<!DOCTYPE html>").doesNotContain("old\n");
    }

    @Test
    void showsEverySectionOfAFullRunInOrder() throws IOException {
        String html = html(SyntheticRun.run());
        List<String> ids = Pattern.compile("<section id=\"(\\w+)\"").matcher(html).results().map(r -> r.group(1)).toList();
        assertThat(ids).containsExactly("weights", "fidelity", "algorithms", "time", "support", "slow", "fallbacks", "failures", "tensors",
                "environment", "data");
        assertThat(html).doesNotContain("class=\"empty\"");
    }

    @Test
    void tellsVerdictsAndFindingsInWords() throws IOException {
        String text = visible(html(SyntheticRun.run())).replaceAll("\\s+", " ");
        assertThat(text).contains("72 passed").contains("2 wrong").contains("29 unsupported").contains("1 failed").contains("1 timed out");
        assertThat(text).contains("hqq affine:bits=4,group=64,axis=1,zero=float keeps a mean cosine of 0.9731")
                .contains("hqq has the least weight error in 4 of 4 formats")
                .contains("jvm.linear.int4 on affine:bits=4,group=64,axis=1,zero=float is 2.6x as fast as jvm.linear.dense");
    }

    @Test
    void escapesNamesEverywhere() throws IOException {
        String html = html(SyntheticRun.run());
        assertThat(html).doesNotContain(SyntheticRun.NASTY).doesNotContain("<b>&\"evil\"");
        assertThat(visible(html)).contains(SyntheticRun.NASTY);
        assertThat(Pattern.compile("</script>").matcher(html).results().count())
                .as("no data ends a script element").isEqualTo(2);
    }

    @Test
    void opensAndClosesElementsInPairs() throws IOException {
        String html = html(SyntheticRun.run()).replaceAll("(?s)<(style|script)[^>]*>.*?</\\1>", "");
        for (String tag : List.of("svg", "table", "tr", "td", "th", "section", "details", "g", "text", "title")) {
            long opened = Pattern.compile("<" + tag + "[ >]").matcher(html).results().count();
            assertThat(Pattern.compile("</" + tag + ">").matcher(html).results().count()).as(tag).isEqualTo(opened);
        }
        assertThat(html).doesNotContain("NaN%").doesNotContain("Infinity").doesNotContain("null");
    }

    @Test
    void needsNothingFromOutside() throws IOException {
        String html = html(SyntheticRun.run());
        List<String> links = Pattern.compile("(?:href|src)=\"([^\"]*)\"").matcher(html).results().map(r -> r.group(1)).toList();
        assertThat(links).isNotEmpty().allMatch(link -> link.startsWith("#") || link.startsWith("data:text/csv"));
        assertThat(html).doesNotContain("http://").doesNotContain("https://").doesNotContain("@import").doesNotContain("url(");
    }

    @Test
    void carriesTheRawDataUnchanged() throws IOException {
        Run run = SyntheticRun.run();
        Map<String, String> files = Reports.render(run);
        Matcher json = Pattern.compile("(?s)<script type=\"application/json\"[^>]*>(.*?)</script>").matcher(files.get("index.html"));
        assertThat(json.find()).isTrue();
        assertThat(List.of(Json.read(json.group(1), Trace[].class))).isEqualTo(run.traces());
        List<String> csv = Pattern.compile("base64,([^\"]*)\"").matcher(files.get("index.html")).results()
                .map((MatchResult r) -> new String(Base64.getDecoder().decode(r.group(1)), StandardCharsets.UTF_8)).toList();
        assertThat(csv).containsExactly(files.get("kernels.csv"), files.get("models.csv"));
    }

    @Test
    void givesTheCommandThatRepeatsEachFailureAndTheEndOfItsLog() throws IOException {
        Map<String, String> files = Reports.render(SyntheticRun.run());
        String text = visible(files.get("index.html"));
        List<Trace> failures = SyntheticRun.traces().stream()
                .filter(t -> !(t.outcome() instanceof Outcome.Passed || t.outcome() instanceof Outcome.Unsupported)).toList();
        assertThat(failures).hasSize(4);
        assertThat(failures).allSatisfy(t -> {
            assertThat(text).contains(t.reproduce());
            assertThat(files.get("report.md")).contains("      " + t.reproduce());
        });
        assertThat(text).contains("# SIGSEGV <0xb> & pc=0x7f").contains("(2 attempts)").contains("1430 times its bound");
    }

    @Test
    void flagsQuantizedPathsThatAreSlowerThanFloatWithTheirReason() throws IOException {
        String slow = section("slow", html(SyntheticRun.run()));
        assertThat(slow).contains("jvm.linear.lut").contains("layout").contains("no fast kernel");
        assertThat(slow).doesNotContain("jvm.linear.int4");
        assertThat(section("time", html(SyntheticRun.run()))).contains("▼ 1.5x slower").contains("2.6x faster");
    }

    @Test
    void countsFallbacks() throws IOException {
        assertThat(section("fallbacks", html(SyntheticRun.run()))).contains("120 layers in 6 of 19 model runs fell back")
                .contains("fallback in 36 layers: linear on nf4:block=64");
    }

    @Test
    void namesPluginsByTheirDigests() throws IOException {
        assertThat(section("environment", html(SyntheticRun.run()))).contains("3f".repeat(32)).contains("21.3 GB/s");
    }

    private static String section(String id, String html) {
        Matcher found = Pattern.compile("(?s)<section id=\"" + id + "\">(.*?)</section>").matcher(html);
        assertThat(found.find()).isTrue();
        return visible(found.group(1)).replace('\u00a0', ' ');
    }

    @Test
    void sameTracesInAnyOrderGiveTheSameBytes() throws IOException {
        List<Trace> traces = SyntheticRun.traces();
        assertThat(Reports.render(new Run("demo", traces.reversed(), List.of())))
                .isEqualTo(Reports.render(new Run("demo", traces, List.of())));
    }

    @Test
    void emptySectionsSayWhy() throws IOException {
        Trace refused = new Trace("1", new Cell.KernelCell("linear", "nf4:block=64", List.of(8L, 64L), 1, "f32", "k", "jvm", 1, false),
                new Outcome.Unsupported(List.of("format: required affine, found nf4")), new Environment(Map.of(), Map.of(), "e"),
                "2026-01-31T10:00:00Z", 0.1, 1, "nibble check k", List.of());
        Map<String, String> files = Reports.render(new Run("small", List.of(refused), List.of()));
        assertThat(section("weights", files.get("index.html"))).contains("needs model cells");
        assertThat(section("fidelity", files.get("index.html"))).contains("No model was run");
        assertThat(section("time", files.get("index.html"))).contains("No kernel was timed");
        assertThat(section("slow", files.get("index.html"))).contains("Nothing to compare");
        assertThat(section("failures", files.get("index.html"))).contains("None: every cell either passed or was refused");
        assertThat(section("support", files.get("index.html"))).contains("format: required affine, found nf4");
        assertThat(files.get("report.md")).contains("No kernel was timed");
        assertThat(files.get("models.csv").lines()).hasSize(1);
    }

    @Test
    void markdownKeepsTablesInShape() throws IOException {
        List<String> lines = Reports.render(SyntheticRun.run()).get("report.md").lines().toList();
        int columns = 0;
        for (String line : lines) {
            int now = line.startsWith("|") ? line.replace("\\|", "").split("\\|", -1).length : 0;
            assertThat(now == 0 || columns == 0 || now == columns).as(line).isTrue();
            columns = now;
        }
        assertThat(lines).contains("# Nibble report: demo").anyMatch(l -> l.contains("jvm.&lt;b&gt;&\"evil\"&lt;/script&gt;"));
    }

    @Test
    void aRunWithoutTracesIsToldAsSuch() throws IOException {
        Files.createDirectories(folder.resolve("traces"));
        assertThatThrownBy(() -> Reports.write(folder)).isInstanceOf(UsageException.class)
                .hasMessageContaining("no traces in " + folder);
        assertThat(folder.resolve("report")).doesNotExist();
    }

    @Test
    void aRunThatDoesNotExistIsToldAsSuch() {
        assertThatThrownBy(() -> Reports.write(folder.resolve("nowhere"))).isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no run at").hasMessageContaining("nowhere");
    }

    @Test
    void linesThatCannotBeReadAreShownAndATornLastLineIsNot() throws IOException {
        SyntheticRun.write(folder, SyntheticRun.traces());
        Path file = folder.resolve("traces/host-1.jsonl");
        Files.writeString(file, "garbage\n{\"id\":\"torn", StandardOpenOption.APPEND);
        String text = visible(Files.readString(Reports.write(folder).getFirst()));
        assertThat(text).contains("Not readable and left out: host-1.jsonl line").contains("72");
        assertThat(Pattern.compile("left out:").matcher(text).results().count()).isEqualTo(1);
    }
}
