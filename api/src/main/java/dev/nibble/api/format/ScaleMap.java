package dev.nibble.api.format;

import java.util.Locale;

/** What the 256 codes of quantized scales stand for, as shares of the largest: {@code map=dynamic|linear}. */
enum ScaleMap {
    /** The {@link DynamicMap} of bitsandbytes. */
    DYNAMIC(DynamicMap.SIGNED),
    /** {@code (code - 128) / 128}, as torchao's NF4Tensor: the largest scale above the mean loses half a step. */
    LINEAR(new Codebook(linear()));

    private final Codebook book;

    ScaleMap(Codebook book) {
        this.book = book;
    }

    Codebook book() {
        return book;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static float[] linear() {
        float[] values = new float[256];
        for (int code = 0; code < values.length; code++) {
            values[code] = (code - 128) / 128f;
        }
        return values;
    }
}
