package dev.nibble.harness.cell;

/**
 * How a model is calibrated sequentially. In cells {@code MODE:TEXTS}, for example {@code corrected:addresses-1801-1900}.
 *
 * @param mode not {@link SequentialMode#NONE}
 * @param texts that the model runs on
 */
public record SequentialCalibration(SequentialMode mode, CalibrationTexts texts) {
    /**
     * The one of a cell's text.
     *
     * @throws dev.nibble.harness.UsageException if there is no such mode
     * @throws IllegalArgumentException if the texts are a file that cannot be read, or has none
     */
    public static SequentialCalibration of(String text) {
        int colon = text.indexOf(':');
        return new SequentialCalibration(SequentialMode.of(colon < 0 ? text : text.substring(0, colon)),
                CalibrationTexts.named(text.substring(colon + 1)));
    }

    /** As {@link #of} reads it. */
    public String text() {
        return mode.text() + ":" + texts.name();
    }

    boolean corrected() {
        return mode == SequentialMode.CORRECTED;
    }
}
