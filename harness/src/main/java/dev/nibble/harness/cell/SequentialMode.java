package dev.nibble.harness.cell;

import dev.nibble.harness.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether layers are quantized on the inputs that the quantized layers before them make, and what they then aim at. */
public enum SequentialMode {
    /** They are not: statistics are those of the float model. */
    NONE,
    /** They are, and their weights are quantized as they are. */
    PLAIN,
    /** They are, and their weights are first corrected for the errors of these inputs. */
    CORRECTED;

    /**
     * The mode of a text such as {@code corrected}.
     *
     * @throws UsageException if there is none of that name
     */
    public static SequentialMode of(String text) {
        return Arrays.stream(values()).filter(mode -> mode.text().equals(text)).findFirst()
                .orElseThrow(() -> new UsageException("there is no sequential calibration '" + text + "'; there are: "
                        + Arrays.stream(values()).map(SequentialMode::text).collect(Collectors.joining(", "))));
    }

    /** As plans, cells and options name it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
