package dev.nibble.harness.cell;

import dev.nibble.api.plugin.Sha256;
import dev.nibble.models.eval.EvalTexts;
import java.nio.file.Path;
import java.util.List;

/**
 * Texts that a model is calibrated on.
 *
 * @param name for cells: {@link #ADDRESSES}, or the path of a file
 * @param texts at least one
 */
public record CalibrationTexts(String name, List<String> texts) {
    /** The 400 sentences of addresses of 1801 to 1900. */
    public static final String ADDRESSES = "addresses-1801-1900";

    public CalibrationTexts {
        texts = List.copyOf(texts);
    }

    /** The sentences that Nibble brings. */
    public static CalibrationTexts addresses() {
        return new CalibrationTexts(ADDRESSES, EvalTexts.earlierAddresses());
    }

    /**
     * Those of a file, one a line.
     *
     * @throws IllegalArgumentException if the file cannot be read, or has none
     */
    public static CalibrationTexts read(Path file) {
        return new CalibrationTexts(file.toAbsolutePath().normalize().toString(), EvalTexts.read(file));
    }

    /**
     * Those of that name.
     *
     * @throws IllegalArgumentException if it is a file that cannot be read, or has none
     */
    public static CalibrationTexts named(String name) {
        return name.equals(ADDRESSES) ? addresses() : read(Path.of(name));
    }

    /** SHA-256 of the texts in UTF-8, a line feed between two of them; lower-case hex. */
    public String hash() {
        return Sha256.of(String.join("\n", texts));
    }
}
