package dev.nibble.harness.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlotTest {
    private static List<String> labels(Scale scale) {
        return scale.ticks().stream().map(Scale.Tick::label).filter(l -> !l.isEmpty()).toList();
    }

    @Test
    void everyScaleHoldsItsValuesAndItsTicks() {
        Random random = new Random(3);
        for (int round = 0; round < 500; round++) {
            List<Double> values = new ArrayList<>();
            double decades = random.nextDouble() * 9;
            for (int i = 0; i < 1 + round % 7; i++) {
                values.add(Math.pow(10, -3 + decades * random.nextDouble()));
            }
            List<Double> cosines = values.stream().map(v -> 1 - Math.min(2, v)).toList();
            for (Scale scale : List.of(Scale.linear(values, 4), Scale.log(values, 5, Numbers::tick))) {
                assertThat(values).allSatisfy(v -> assertThat(scale.at(v)).isBetween(-1e-9, 1 + 1e-9));
                assertThat(scale.ticks()).allSatisfy(t -> assertThat(scale.at(t.value())).isBetween(-1e-6, 1 + 1e-6));
                assertThat(labels(scale)).hasSizeLessThan(13).doesNotHaveDuplicates();
            }
            Scale cosine = Scale.cosine(cosines);
            assertThat(cosines).allSatisfy(v -> assertThat(cosine.at(v)).isBetween(-1e-9, 1 + 1e-9));
        }
    }

    @Test
    void logScaleIsLabelledEvenWhereNoPowerOfTenLies() {
        assertThat(labels(Scale.log(List.of(2.1, 4.0), 5, Numbers::tick))).contains("2").hasSizeBetween(2, 5);
        assertThat(labels(Scale.log(List.of(1e3, 5e6), 5, Numbers::timeTick))).contains("1\u00a0µs", "1\u00a0ms");
    }

    @Test
    void cosineScaleStretchesTheEndNearOne() {
        Scale scale = Scale.cosine(List.of(0.15, 0.9999));
        assertThat(scale.at(0.9999) - scale.at(0.999)).isCloseTo(scale.at(0.99) - scale.at(0.9), within(1e-9));
        assertThat(labels(scale)).contains("0.5", "0.9", "0.99", "0.999");
        assertThat(scale.at(1)).isLessThan(2);
    }

    @Test
    void frontierKeepsWhatNothingSmallerBeats() {
        record P(double bits, double error) {}
        List<P> points = List.of(new P(4, 0.08), new P(3, 0.2), new P(4, 0.07), new P(4.5, 0.075), new P(8, 0.004), new P(9, 0.004));
        assertThat(Frontier.of(points, P::bits, P::error)).containsExactly(new P(3, 0.2), new P(4, 0.07), new P(8, 0.004));
    }

    @Test
    void labelsNeverMeetEachOtherOrAPoint() {
        Random random = new Random(5);
        Labels labels = new Labels(360);
        record Shown(double x, double y, double half) {}
        List<Shown> shown = new ArrayList<>();
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            points.add(new double[] {random.nextDouble(), 360 * random.nextDouble()});
        }
        points.forEach(p -> labels.point(p[0], p[1], 6));
        double width = 1060;
        for (double[] p : points) {
            Labels.Place place = labels.place(p[0], p[1], "4b g64");
            if (place != null) {
                shown.add(new Shown(p[0] * width + place.dx(), p[1] + place.dy(), 20));
            }
        }
        assertThat(shown).hasSizeGreaterThan(10);
        for (int i = 0; i < shown.size(); i++) {
            for (int j = 0; j < i; j++) {
                Shown a = shown.get(i);
                Shown b = shown.get(j);
                assertThat(Math.abs(a.x() - b.x()) >= a.half() + b.half() || Math.abs(a.y() - b.y()) >= 13).isTrue();
            }
        }
    }

    @Test
    void quartilesInterpolate() {
        assertThat(Quartiles.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Quartiles(1, 1.75, 2.5, 3.25, 4));
        assertThat(Quartiles.of(List.of(7.0))).isEqualTo(new Quartiles(7, 7, 7, 7, 7));
    }

    @Test
    void verySampledLanesBecomeBars() {
        List<Double> many = new Random(1).doubles(Strip.MOST_DOTS + 1, 1, 2).boxed().toList();
        Markup few = new Markup();
        Markup bars = new Markup();
        Strip strip = new Strip(Scale.log(many, 5, Numbers::tick));
        strip.row(few, List.of(new Strip.Lane("hot", many.subList(0, 5), "five", List.of())), Double.NaN, "d");
        strip.row(bars, List.of(new Strip.Lane("hot", many, "many", List.of())), 1.5, "d");
        assertThat(few.toString()).contains("<circle").doesNotContain("class=\"range\"").doesNotContain("reference");
        assertThat(bars.toString()).doesNotContain("<circle").contains("class=\"range\"").contains("class=\"reference\"");
    }

    @Test
    void formatsHaveShortNamesInPlots() {
        assertThat(Names.brief("affine:bits=4,group=64,axis=1,zero=float")).isEqualTo("4b g64");
        assertThat(Names.brief("nf4:block=64")).isEqualTo("nf4 g64");
        assertThat(Names.brief("fp8:e4m3fn,per=row")).isEqualTo("fp8 e4m3fn");
        assertThat(Names.brief("mxfp4")).isEqualTo("mxfp4");
    }

    @Test
    void markupRefusesToEndWithOpenElements() {
        Markup markup = new Markup().open("p", "title", "a \"b\" <c>").text("x < y & z\u0000");
        assertThat(markup.close().toString()).isEqualTo("<p title=\"a &quot;b&quot; &lt;c&gt;\">x &lt; y &amp; z\uFFFD</p>");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> new Markup().open("p").toString()))
                .isInstanceOf(IllegalStateException.class);
    }
}
