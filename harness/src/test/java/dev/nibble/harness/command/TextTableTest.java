package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsAreAlignedAndLinesHaveNoTrailingBlanks() {
        TextTable table = new TextTable("NAME", ">COUNT", "WHY").row("a", 7, "x").row("longer", 1234, "");

        assertThat(text(table)).isEqualTo("""
                NAME    COUNT  WHY
                a           7  x
                longer   1234
                """);
    }

    @Test
    void lastColumnIsWrappedToTheWidth() {
        TextTable table = new TextTable("A", "B").row("key", "word ".repeat(40).strip());

        assertThat(text(table).lines()).hasSize(4).allMatch(line -> line.length() <= TextTable.WIDTH);
        assertThat(text(table).lines().skip(2)).allMatch(line -> line.startsWith("     word"));
    }

    @Test
    void wordsLongerThanALineStayWhole() {
        assertThat(TextTable.wrap("ab " + "x".repeat(30) + " cd", 10)).containsExactly("ab", "x".repeat(30), "cd");
    }

    private static String text(TextTable table) {
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text));
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
