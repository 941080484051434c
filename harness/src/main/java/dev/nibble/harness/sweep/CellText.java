package dev.nibble.harness.sweep;

import dev.nibble.api.op.Activation;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.cell.Cases;
import dev.nibble.harness.trace.Cell;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a cell from its text, so that a line of a report runs again as it stands. */
public final class CellText {
    private static final Pattern KERNEL = Pattern.compile(
            "(bench|check) (\\S+)\\[m=(\\d{1,18}),w=(\\d{1,18}(?:x\\d{1,18})*),act=(\\S+)\\] (\\S+) (\\S+)@(\\S+) threads=(\\d{1,6})");
    private static final Pattern MODEL = Pattern.compile(
            "model (.+) ([^\\s{}]*)(\\{[^{}]*})? (\\S+) @(\\S+) threads=(\\d{1,6}) fallback=(\\S+) seed=(-?\\d{1,18})"
                    + "(?: sequential=(.+?))?(?: calibration=(.+))?");

    private CellText() {}

    /** The cell whose {@link Cell#text()} that is; empty if it is none's. */
    public static Optional<Cell> parse(String text) {
        Matcher kernel = KERNEL.matcher(text);
        if (kernel.matches()) {
            List<Long> shape = Arrays.stream(kernel.group(4).split("x")).map(Long::valueOf).toList();
            return Optional.of(new Cell.KernelCell(
                    kernel.group(2), kernel.group(6), shape, Long.parseLong(kernel.group(3)), kernel.group(5),
                    kernel.group(7), kernel.group(8), Integer.parseInt(kernel.group(9)), kernel.group(1).equals("bench")));
        }
        Matcher model = MODEL.matcher(text);
        if (model.matches()) {
            return Optional.of(new Cell.ModelCell(
                    model.group(1), model.group(2).replace("|", " | "), settings(model.group(3)), model.group(4), model.group(7),
                    model.group(5), Integer.parseInt(model.group(6)), Long.parseLong(model.group(8)),
                    model.group(10), model.group(9)));
        }
        return Optional.empty();
    }

    /**
     * The cell with format, activation and quantizer in their canonical texts, so that what is meant alike is one cell. What the registry
     * does not know or cannot read stays as it is: running the cell says so.
     */
    static Cell canonical(Cell cell, Registry registry) {
        return switch (cell) {
            case Cell.KernelCell it -> new Cell.KernelCell(it.op(), format(it.format(), registry), it.weight(), it.m(),
                    known(it.activation(), text -> Cases.text(Activation.of(text))), it.kernel(), it.device(), it.threads(), it.timed());
            case Cell.ModelCell it -> it.quantizer().isEmpty() ? it : new Cell.ModelCell(it.model(),
                    known(it.quantizer(), text -> registry.quantizer(text).name()), it.settings(), format(it.format(), registry),
                    it.fallback(), it.device(), it.threads(), it.seed(), it.calibration(), it.sequential());
        };
    }

    private static String format(String text, Registry registry) {
        return known(text, it -> registry.format(it).text());
    }

    private static String known(String text, UnaryOperator<String> canonical) {
        try {
            return canonical.apply(text);
        } catch (NoSuchPluginException | IllegalArgumentException _) {
            return text;
        }
    }

    private static Map<String, String> settings(String braced) {
        Map<String, String> settings = new TreeMap<>();
        if (braced != null) {
            for (String pair : braced.substring(1, braced.length() - 1).split(", ")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    settings.put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
        }
        return settings;
    }
}
