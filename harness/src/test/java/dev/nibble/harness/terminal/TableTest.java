package dev.nibble.harness.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAlignedAndLinesHaveNoTrailingBlanks() {
        Table table = new Table("NAME", ">COUNT", "WHY").row("a", 7, "x").row("longer", 1234, "");

        assertThat(text(table)).isEqualTo("""
                NAME    COUNT  WHY
                a           7  x
                longer   1234
                """);
    }

    @Test
    void lastColumnIsWrappedToTheWidth() {
        Table table = new Table("A", "B").row("key", "word ".repeat(40).strip());

        assertThat(text(table).lines()).hasSize(4).allMatch(line -> line.length() <= Table.WIDTH);
        assertThat(text(table).lines().skip(2)).allMatch(line -> line.startsWith("     word"));
    }

    @Test
    void wordsLongerThanALineStayWhole() {
        assertThat(Table.wrap("ab " + "x".repeat(30) + " cd", 10)).containsExactly("ab", "x".repeat(30), "cd");
    }

    private static String text(Table table) {
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text));
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
