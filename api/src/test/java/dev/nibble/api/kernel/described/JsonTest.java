package dev.nibble.api.kernel.described;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    @Test
    void readsObjectsArraysStringsBooleansAndWholeNumbers() {
        assertThat(Json.object(" { \"a\" : [ 1 , -20, \"x\" ] , \"b\":{}, \"c\":true,\n\"d\":[], \"e\": false } ")).isEqualTo(Map.of(
                "a", List.of(1L, -20L, "x"), "b", Map.of(), "c", true, "d", List.of(), "e", false));
    }

    @Test
    void readsWhatItQuotes() {
        String odd = "a\"b\\c\n\t\r\u0001é😀/";
        assertThat(Json.object("{\"s\": " + Json.quote(odd) + "}")).isEqualTo(Map.of("s", odd));
    }

    @Test
    void readsEveryEscape() {
        assertThat(Json.object("{\"s\": \"\\b\\f\\n\\r\\t\\/\\\\\\\"\\u00e9\"}")).isEqualTo(Map.of("s", "\b\f\n\r\t/\\\"é"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a": 1.5}           | line 1, column 8
            {"a": 1e3}           | line 1, column 8
            {"a": 01}            | line 1, column 9
            {"a": null}          | line 1, column 7
            {"a": 1, "a": 2}     | the key "a" once
            {"a": 1              | expected more text
            {"a" 1}              | expected ':'
            {"a": "x             | expected more text
            {"a": "\\x"}         | an escape
            {"a": "\\u00g0"}     | four hexadecimal digits
            {"a": 1} {           | nothing after the object
            [1]                  | expected '{'
            {"a": [1,]}          | a value
            {,}                  | expected '"'
            {"a": 99999999999999999999} | a value
            """)
    void refusesWhatDescriptionsAreNotMadeOfAndSaysWhere(String text, String message) {
        assertThatThrownBy(() -> Json.object(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void refusesWhatIsTooDeepForTheStack() {
        assertThatThrownBy(() -> Json.object("{\"a\":" + "[".repeat(100_000))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 levels");
    }
}
