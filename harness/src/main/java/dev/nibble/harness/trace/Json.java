package dev.nibble.harness.trace;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes records as JSON. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    /** For what people write by hand: a mistyped key is told. */
    private static final JsonMapper STRICT =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private Json() {}

    /** The value in one line, without a line break. */
    public static String line(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** The value over several lines. */
    public static String pretty(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    /**
     * Reads one value.
     *
     * @throws IllegalArgumentException if the text is not JSON or not of that type; the message says where
     */
    public static <T> T read(String text, Class<T> type) {
        return read(MAPPER, text, type);
    }

    /**
     * Reads one value and refuses keys that the type does not have.
     *
     * @throws IllegalArgumentException if the text is not JSON or not of that type; the message says where
     */
    public static <T> T readStrictly(String text, Class<T> type) {
        return read(STRICT, text, type);
    }

    private static <T> T read(JsonMapper mapper, String text, Class<T> type) {
        try {
            T value = mapper.readValue(text, type);
            if (value == null) {
                throw new IllegalArgumentException("null is no " + type.getSimpleName());
            }
            return value;
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ")";
            throw new IllegalArgumentException(e.getOriginalMessage() + where, e);
        }
    }
}
