package dev.nibble.harness.trace;

import java.util.Collection;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
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
            throw new IllegalArgumentException(place(e) + problem(e), e);
        }
    }

    /** Where it is, by keys where there are any, by line and column where the text is no JSON. */
    private static String place(JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            path.append(step.getPropertyName() == null ? "[" + step.getIndex() + "]"
                    : (path.isEmpty() ? "" : ".") + step.getPropertyName());
        }
        boolean known = e.getLocation() != null && e.getLocation().getLineNr() > 0;
        return (path.isEmpty() ? "" : "'" + path + "': ")
                + (known ? "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ": " : "");
    }

    private static String problem(JacksonException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown -> "there is no such key; there are: "
                    + unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
            case InvalidFormatException bad -> "'" + bad.getValue() + "' is no " + words(bad.getTargetType());
            case ValueInstantiationException bad when bad.getCause() instanceof NullPointerException ->
                    "null, or a list with null in it";
            case ValueInstantiationException bad when bad.getCause() != null -> bad.getCause().getMessage();
            case MismatchedInputException bad when bad.getTargetType() != null && bad.getCurrentToken() != null ->
                    "it should be " + article(words(bad.getTargetType()));
            default -> e.getOriginalMessage();
        };
    }

    private static String words(Class<?> type) {
        if (Collection.class.isAssignableFrom(type)) {
            return "list";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        boolean whole = type == Long.class || type == long.class || type == Integer.class || type == int.class;
        return whole ? "whole number" : type == Double.class || type == double.class ? "number" : type == String.class
                ? "text" : "object";
    }

    private static String article(String words) {
        return words.equals("true or false") || words.equals("text") ? words : words.equals("object") ? "an object" : "a " + words;
    }
}
