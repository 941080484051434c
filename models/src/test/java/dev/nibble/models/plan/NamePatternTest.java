package dev.nibble.models.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "layers.1, layers.1, true",
        "layers.1, layers.1.q.weight, true",
        "layers.1, layers.10, false",
        "layers.1, layers.10.q.weight, false",
        "layers.1, model.layers.1.q, false",
        "layers.1*, layers.10.q, true",
        "layers.?, layers.7.q, true",
        "layers.?, layers.10.q, false",
        "layers.*.q, layers.10.q.weight, true",
        "layers.*.q, layers.10.a.q.weight, false",
        "layers.**.q, layers.10.a.q.weight, true",
        "**.weight, weight, true",
        "**.weight, a.b.weight, true",
        "**.weight, a.b.weights, false",
        "**, anything.at.all, true",
        "*a*b*, xaxbx, true",
        "*a*b, xaxbx, false",
        "*.attention, a.attention.q, true",
        "a.b.c, a.b, false",
    })
    void matchesWholeSegments(String pattern, String name, boolean expected) {
        assertThat(new NamePattern(pattern).matches(name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a..b", ".a", "a."})
    void refusesEmptySegments(String text) {
        assertThatThrownBy(() -> new NamePattern(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
