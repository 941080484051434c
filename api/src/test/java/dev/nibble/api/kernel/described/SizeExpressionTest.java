package dev.nibble.api.kernel.described;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeExpressionTest {
    private static final List<String> NAMES = List.of("m", "n", "k", "group");
    private static final long[] VALUES = {3, 100, 4096, 64};

    private static long value(String text) {
        return SizeExpression.parse(text, NAMES).value(VALUES);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            7                      | 7
            n                      | 100
            4 * m*k                | 49152
            2 + 3 * 4 - 1          | 13
            (2 + 3) * 4            | 20
            20 - 5 - 5             | 10
            100 / 7 / 2            | 7
            n % 64                 | 36
            (0 - 7) / 2            | -4
            (0 - 7) % 2            | 1
            up(n, 64)              | 128
            up(k, 64)              | 4096
            ceil(n, 64) * 2        | 4
            min(n, up(m, 8))       | 8
            max(m, group)          | 64
            k % group == 0         | 1
            n % group == 0         | 0
            n != 100               | 0
            n <= 100               | 1
            n < 100                | 0
            n >= 101               | 0
            n > 99                 | 1
            m + 97 == n            | 1
            """)
    void computes(String text, long expected) {
        assertThat(value(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''            | expected a number
            2 +           | expected a number, one of m, n, k, group, or up, ceil, min, max at character 4
            q             | at character 1
            n m           | the end or an operator at character 3
            (n            | ')'
            up(n)         | ','
            down(n, 2)    | not down
            n = 2         | '='
            n < 2 < 3     | the end
            2n            | a number
            n ^ 2         | the end or an operator
            """)
    void refusesWhatIsNoExpressionAndSaysWhere(String text, String message) {
        assertThatThrownBy(() -> value(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void overflowAndDivisionByZeroAreErrors() {
        assertThatThrownBy(() -> value("900000000000000000 * 900000000000000000")).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> value("n / (m - 3)")).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> value("up(n, m - 3)")).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void knowsWhichVariablesItUses() {
        SizeExpression expression = SizeExpression.parse("up(n, 64) * k", NAMES);
        assertThat(NAMES.stream().filter(expression::uses)).containsExactly("n", "k");
    }
}
