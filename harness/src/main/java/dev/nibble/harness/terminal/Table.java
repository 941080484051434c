package dev.nibble.harness.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table in plain text: columns as wide as their longest cell, numbers to the right. */
public final class Table {
    private static final String NUMBER = "[+-]?\\d[\\d.,]*([eE][+-]?\\d+)?( ?(%|x|s|ms|us|ns|GB/s|GFLOP/s))?|-|";

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these column heads. */
    public Table(String... header) {
        this.header = List.of(header);
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if it has another number of cells than the header
     */
    public Table row(Object... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + header.size() + " columns");
        }
        rows.add(java.util.Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** All rows, the header first, without a line break at the end. */
    public String text() {
        int[] width = new int[header.size()];
        boolean[] right = new boolean[header.size()];
        for (int c = 0; c < width.length; c++) {
            int column = c;
            width[c] = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
            width[c] = Math.max(width[c], header.get(c).length());
            right[c] = !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column).matches(NUMBER));
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(header, width, right));
        lines.add("-".repeat(lines.getFirst().length()));
        rows.forEach(row -> lines.add(line(row, width, right)));
        return String.join(System.lineSeparator(), lines);
    }

    private static String line(List<String> cells, int[] width, boolean[] right) {
        List<String> padded = new ArrayList<>();
        for (int c = 0; c < width.length; c++) {
            String space = " ".repeat(width[c] - cells.get(c).length());
            padded.add(right[c] ? space + cells.get(c) : cells.get(c) + space);
        }
        return padded.stream().collect(Collectors.joining("  ")).stripTrailing();
    }
}
