package dev.nibble.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown. */
final class MarkdownTable {
    private final List<List<String>> rows = new ArrayList<>();
    private final int columns;

    MarkdownTable(String... heads) {
        columns = heads.length;
        rows.add(List.of(heads));
    }

    /** @throws IllegalArgumentException unless there is one cell for each column */
    MarkdownTable row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    /** Columns are padded, so that the text can be read as it is. */
    @Override
    public String toString() {
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], escaped(row.get(c)).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            line(text, rows.get(r), widths);
            if (r == 0) {
                for (int width : widths) {
                    text.append('|').append("-".repeat(width + 2));
                }
                text.append("|\n");
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> row, int[] widths) {
        for (int c = 0; c < widths.length; c++) {
            String cell = escaped(row.get(c));
            text.append("| ").append(cell).append(" ".repeat(widths[c] - cell.length() + 1));
        }
        text.append("|\n");
    }

    private static String escaped(String cell) {
        return cell.replace("|", "\\|").replace("\n", " ");
    }
}
