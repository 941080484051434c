package dev.nibble.harness.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Columns for people: aligned, two spaces apart, the last one wrapped so that lines fit {@value #WIDTH} characters where
 * the other columns leave room for it.
 */
public final class Table {
    public static final int WIDTH = 100;
    private static final int NARROWEST_LAST = 24;
    private static final String GAP = "  ";

    private final String indent;
    private final String[] headers;
    private final boolean[] right;
    private final List<String[]> rows = new ArrayList<>();

    /** @param headers column titles; one that starts with {@code >} is of a column aligned to the right */
    public Table(String... headers) {
        this("", headers);
    }

    private Table(String indent, String... headers) {
        this.indent = indent;
        this.headers = new String[headers.length];
        this.right = new boolean[headers.length];
        for (int i = 0; i < headers.length; i++) {
            right[i] = headers[i].startsWith(">");
            this.headers[i] = right[i] ? headers[i].substring(1) : headers[i];
        }
    }

    /** A table without titles, each line of which starts with {@code indent}. */
    public static Table plain(String indent, int columns) {
        String[] none = new String[columns];
        Arrays.fill(none, "");
        return new Table(indent, none);
    }

    /** Adds a row: one value for each column. */
    public Table row(Object... values) {
        if (values.length != headers.length) {
            throw new IllegalArgumentException(values.length + " values for " + headers.length + " columns");
        }
        rows.add(Arrays.stream(values).map(String::valueOf).toArray(String[]::new));
        return this;
    }

    /** Whether it has no row yet. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Writes all lines. */
    public void print(PrintWriter out) {
        int[] widths = new int[headers.length];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(headers[i].length(), rows.stream().mapToInt(r -> r[column].length()).max().orElse(0));
        }
        int before = indent.length() + Arrays.stream(widths, 0, widths.length - 1).map(w -> w + GAP.length()).sum();
        int last = Math.max(NARROWEST_LAST, WIDTH - before);
        if (Arrays.stream(headers).anyMatch(header -> !header.isEmpty())) {
            line(out, headers, widths);
        }
        for (String[] row : rows) {
            List<String> lines = wrap(row[row.length - 1], last);
            for (int i = 0; i < lines.size(); i++) {
                String[] cells = new String[row.length];
                Arrays.fill(cells, "");
                if (i == 0) {
                    System.arraycopy(row, 0, cells, 0, row.length);
                }
                cells[row.length - 1] = lines.get(i);
                line(out, cells, widths);
            }
        }
    }

    private void line(PrintWriter out, String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder(indent);
        for (int i = 0; i < cells.length; i++) {
            String pad = " ".repeat(Math.max(0, widths[i] - cells[i].length()));
            line.append(i == 0 ? "" : GAP).append(right[i] ? pad + cells[i] : cells[i] + pad);
        }
        out.println(line.toString().stripTrailing());
    }

    /** Breaks at blanks; a word that is longer than a line keeps its length. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
