package dev.nibble.harness.sweep;

import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.terminal.ShellWord;
import dev.nibble.harness.trace.Cell;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * The commands that run cells again, for a shell in the same working directory: with the plugins and the limits that a run had.
 *
 * @param before what stands before the command
 * @param ofModels options for cells of models
 * @param after options for all cells
 */
public record CellCommand(String before, String ofModels, String after) {
    /** The environment variable in which the {@code nibble} script takes plugins. */
    private static final String CLASS_PATH = "NIBBLE_CLASSPATH";

    /** Commands that need nothing but Nibble. */
    static CellCommand plain() {
        return new CellCommand("", "", "");
    }

    /** Commands with plugins, and the usual limits. */
    public static CellCommand of(PluginSnapshot plugins) {
        String path = System.getenv(CLASS_PATH);
        String before = path == null || path.isEmpty() ? "" : CLASS_PATH + "=" + ShellWord.of(path) + " ";
        return new CellCommand(before, "", plugins.options());
    }

    /** Commands with the plugins and the options of a run. */
    static CellCommand of(PluginSnapshot plugins, RunOptions options) {
        CellCommand usual = of(plugins);
        String sentences = options.sentences() == CellTask.ALL_SENTENCES ? "" : " --sentences " + options.sentences();
        String limit = options.limit().equals(Duration.ofSeconds(RunOptions.USUAL_LIMIT)) ? ""
                : " --timeout " + BigDecimal.valueOf(options.limit().toMillis(), 3).stripTrailingZeros().toPlainString();
        return new CellCommand(usual.before(), sentences, limit + usual.after());
    }

    /** The command for a cell. */
    public String of(Cell cell) {
        String word = ShellWord.of(cell.text());
        return before + switch (cell) {
            case Cell.KernelCell kernel -> "./nibble " + (kernel.timed() ? "bench " : "check ") + word;
            case Cell.ModelCell _ -> "./nibble sweep --only " + word + ofModels;
        } + after;
    }
}
