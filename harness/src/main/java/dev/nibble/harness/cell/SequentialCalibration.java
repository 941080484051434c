package dev.nibble.harness.cell;

/**
 * How a model is calibrated sequentially. In cells {@code MODE:TEXTS}, for example {@code corrected:addresses-1801-1900}.
 *
 * @param mode not {@link SequentialMode#NONE}
 * @param texts that the model runs on
 */
public record SequentialCalibration(SequentialMode mode, CalibrationTexts texts) {
    public SequentialCalibration {
        if (mode == SequentialMode.NONE) {
            throw new IllegalArgumentException("sequential calibration is plain or corrected; a cell without it does not name it");
        }
    }

    /**
     * The one of a cell's text.
     *
     * @throws dev.nibble.harness.UsageException if there is no such mode
     * @throws IllegalArgumentException if it is no such text, or the texts are a file that cannot be read, or has none
     */
    public static SequentialCalibration of(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("sequential calibration is MODE:TEXTS, such as corrected:"
                    + CalibrationTexts.ADDRESSES + ", not '" + text + "'");
        }
        return new SequentialCalibration(SequentialMode.of(text.substring(0, colon)),
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
