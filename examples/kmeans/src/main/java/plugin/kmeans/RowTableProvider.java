package plugin.kmeans;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.format.FormatText;

/** Reads {@code rowtable[:bits=4]}. */
public final class RowTableProvider implements FormatProvider {
    static final String NAME = "rowtable";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "a table of float32 values for each row, codes of 1 to 8 bits; key bits";
    }

    @Override
    public Format parse(FormatText text) {
        int bits = (int) text.integer("bits", 4, 1, 8);
        text.done();
        return new RowTable(bits);
    }
}
