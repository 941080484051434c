package dev.nibble.api.plugin;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * An option that a plugin offers to its users ({@code --set name=value}).
 *
 * @param name the key
 * @param kind what values look like
 * @param defaultValue the value when the user sets none, in text form
 * @param choices the legal values of a {@link Kind#CHOICE}, otherwise empty
 * @param description one line for the user, with the unit
 */
public record Option(String name, Kind kind, String defaultValue, List<String> choices, String description) {
    /** What values of an option look like. */
    public enum Kind { NUMBER, INTEGER, FLAG, CHOICE, TEXT }

    private static final Set<String> FLAGS = Set.of("true", "false");

    public Option {
        Objects.requireNonNull(name, "name");
        choices = List.copyOf(choices);
        check(kind, name, defaultValue, choices);
    }

    public static Option number(String name, double defaultValue, String description) {
        return new Option(name, Kind.NUMBER, Double.toString(defaultValue), List.of(), description);
    }

    public static Option integer(String name, long defaultValue, String description) {
        return new Option(name, Kind.INTEGER, Long.toString(defaultValue), List.of(), description);
    }

    public static Option flag(String name, boolean defaultValue, String description) {
        return new Option(name, Kind.FLAG, Boolean.toString(defaultValue), List.of(), description);
    }

    public static Option text(String name, String defaultValue, String description) {
        return new Option(name, Kind.TEXT, defaultValue, List.of(), description);
    }

    /** An option with a fixed set of values, the first of which is the default. */
    public static Option choice(String name, String description, String defaultValue, String... others) {
        List<String> all = new java.util.ArrayList<>(List.of(defaultValue));
        all.addAll(List.of(others));
        return new Option(name, Kind.CHOICE, defaultValue, all, description);
    }

    /** @throws IllegalArgumentException if {@code value} is not one this option can take, naming option and values */
    void check(String value) {
        check(kind, name, value, choices);
    }

    private static void check(Kind kind, String name, String value, List<String> choices) {
        boolean legal = switch (kind) {
            case NUMBER -> isFinite(value);
            case INTEGER -> value.matches("[+-]?\\d{1,18}");
            case FLAG -> FLAGS.contains(value);
            case CHOICE -> choices.contains(value);
            case TEXT -> true;
        };
        if (!legal) {
            String expected = kind == Kind.CHOICE ? "one of " + String.join(", ", choices)
                    : kind == Kind.FLAG ? "true or false" : "a finite " + kind.name().toLowerCase(java.util.Locale.ROOT);
            throw new IllegalArgumentException("option " + name + " takes " + expected + ", not '" + value + "'");
        }
    }

    private static boolean isFinite(String value) {
        try {
            return Double.isFinite(Double.parseDouble(value));
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
