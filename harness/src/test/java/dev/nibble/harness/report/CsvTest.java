package dev.nibble.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CsvTest {
    /** A reader of RFC 4180 that knows nothing of the writer. */
    private static List<List<String>> parse(String csv) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\n')) {
                row.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    rows.add(List.copyOf(row));
                    row.clear();
                }
            } else if (quoted || c != '\r') {
                field.append(c);
            }
        }
        return rows;
    }

    @Test
    void quotesOnlyWhatNeedsIt() {
        assertThat(Csv.quoted("plain text")).isEqualTo("plain text");
        assertThat(Csv.quoted("a,b")).isEqualTo("\"a,b\"");
        assertThat(Csv.quoted("say \"x\"")).isEqualTo("\"say \"\"x\"\"\"");
        assertThat(Csv.quoted("two\nlines")).isEqualTo("\"two\nlines\"");
    }

    @Test
    void hasOneRowPerCellWithAllMetricsExactly() {
        Run run = SyntheticRun.run();
        List<List<String>> rows = parse(Csv.kernels(run));
        List<String> head = rows.getFirst();
        assertThat(rows).hasSize(run.kernels().size() + 1).allSatisfy(row -> assertThat(row).hasSameSizeAs(head));
        assertThat(head).contains("time.hot", "time.hot.samples", "time.cold", "error.ratio", "reason", "reproduce")
                .doesNotHaveDuplicates();
        for (int i = 0; i < run.kernels().size(); i++) {
            var row = run.kernels().get(i);
            List<String> line = rows.get(i + 1);
            assertThat(line.get(head.indexOf("kernel"))).isEqualTo(row.cell().kernel());
            assertThat(line.get(head.indexOf("format"))).isEqualTo(row.cell().format());
            assertThat(line.get(head.indexOf("reproduce"))).isEqualTo(row.trace().reproduce());
            if (row.trace().outcome() instanceof Outcome.Passed && row.metric("time.hot").isPresent()) {
                Metric hot = row.metric("time.hot").get();
                assertThat(Double.parseDouble(line.get(head.indexOf("time.hot")))).isEqualTo(hot.value());
                assertThat(line.get(head.indexOf("time.hot.samples")))
                        .isEqualTo(hot.samples().stream().map(String::valueOf).collect(Collectors.joining(";")));
            }
        }
    }

    @Test
    void modelsHaveTheirOwnFile() {
        List<List<String>> rows = parse(Csv.models(SyntheticRun.run()));
        assertThat(rows).hasSize(21);
        assertThat(rows.getFirst()).contains("quantizer", "cosine.mean", "bits.per.weight");
        assertThat(rows).anySatisfy(row -> assertThat(row).contains("awq", "unsupported", "needs calibration: give --calibration FILE"));
    }
}
