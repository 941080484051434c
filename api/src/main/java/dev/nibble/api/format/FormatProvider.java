package dev.nibble.api.format;

import dev.nibble.api.plugin.Plugin;

/** Reads the formats of one family, for example all that start with {@code affine:}. Its name is the family's. */
public interface FormatProvider extends Plugin {
    /**
     * The format that the text describes.
     *
     * @param text has {@link #name()} as its family
     * @throws IllegalArgumentException if a key is unknown or a value wrong; the message names it and what is possible
     */
    Format parse(FormatText text);
}
