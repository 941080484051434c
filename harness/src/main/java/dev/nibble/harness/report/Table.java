package dev.nibble.harness.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table that can be written as HTML and as Markdown. */
final class Table {
    private static final int SHORT = 20;

    private final List<String> columns;
    private final boolean[] number;
    private final List<List<String>> rows = new ArrayList<>();

    /** Columns by title; one that starts with {@code #} holds numbers and is aligned to the right. */
    Table(String... titles) {
        number = new boolean[titles.length];
        for (int i = 0; i < titles.length; i++) {
            number[i] = titles[i].startsWith("#");
        }
        columns = Arrays.stream(titles).map(t -> t.startsWith("#") ? t.substring(1) : t).toList();
    }

    Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void html(Markup out) {
        out.open("div", "class", "scroll", "tabindex", "0").open("table").open("thead").open("tr");
        for (int i = 0; i < columns.size(); i++) {
            out.element("th", columns.get(i), "scope", "col", "class", number[i] ? "n" : null);
        }
        out.close().close().open("tbody");
        for (List<String> row : rows) {
            out.open("tr");
            for (int i = 0; i < row.size(); i++) {
                cell(out, row.get(i), number[i]);
            }
            out.closeLine();
        }
        out.close().close().closeLine();
    }

    /** Short texts stay on one line, long ones may be broken. */
    private static void cell(Markup out, String text, boolean isNumber) {
        boolean whole = isNumber || text.length() <= SHORT;
        out.open("td", "class", isNumber ? "n" : whole ? "w" : null);
        if (whole) {
            out.text(text).close();
        } else {
            out.breakable(text).close();
        }
    }

    void markdown(StringBuilder out) {
        line(out, columns);
        out.append('|');
        for (boolean right : number) {
            out.append(right ? "---:|" : "---|");
        }
        out.append('\n');
        rows.forEach(row -> line(out, row));
        out.append('\n');
    }

    private static void line(StringBuilder out, List<String> cells) {
        out.append('|');
        cells.forEach(cell -> out.append(' ').append(markdownText(cell)).append(" |"));
        out.append('\n');
    }

    /** Text of a trace as literal text of one Markdown line. */
    static String markdownText(String text) {
        return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")
                .replace("*", "\\*").replace("_", "\\_").replace("`", "\\`").replaceAll("\\s+", " ").strip();
    }
}
