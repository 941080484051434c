package dev.nibble.api.op;

/** How an operation treats its dense input. */
public enum Activation {
    /** As it is, in float32. */
    F32("f32"),
    /** Each row is quantized to int8 when it arrives, as {@link Int8Rows} defines. */
    INT8_ROW("int8");

    private final String text;

    Activation(String text) {
        this.text = text;
    }

    /** The text form in case names and options. */
    @Override
    public String toString() {
        return text;
    }

    /** @throws IllegalArgumentException if no activation has that text form */
    public static Activation of(String text) {
        for (Activation activation : values()) {
            if (activation.text.equals(text)) {
                return activation;
            }
        }
        throw new IllegalArgumentException("activations are f32 or int8, not '" + text + "'");
    }
}
