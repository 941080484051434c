package dev.nibble.harness.sweep;

import dev.nibble.api.plugin.Sha256;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.trace.Cell;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several parts of a sweep that machines or jobs share. Each cell is in exactly one, whatever their order.
 *
 * @param index from 1
 * @param count of parts
 */
public record Shard(int index, int count) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

    /** All cells. */
    public static final Shard WHOLE = new Shard(1, 1);

    public Shard {
        if (count < 1 || index < 1 || index > count) {
            throw new UsageException("shards are 1/n to n/n, not " + index + "/" + count);
        }
    }

    /** @throws UsageException if it is not i/n */
    public static Shard parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException("a shard is i/n, for example 1/4, not '" + text + "'");
        }
        return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** This part of the cells. */
    public List<Cell> select(List<Cell> cells) {
        return cells.stream().filter(this::has).toList();
    }

    private boolean has(Cell cell) {
        long hash = Long.parseUnsignedLong(Sha256.of(cell.text()).substring(0, 15), 16);
        return hash % count == index - 1;
    }
}
