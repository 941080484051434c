package dev.nibble.api.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The text form of formats: {@code family}, {@code family:key=value,...} or {@code family:variant,key=value,...}. Reads
 * and prints it. A provider takes the values it knows and calls {@link #done()}, which refuses whatever is left.
 */
public final class FormatText {
    private final String family;
    private final String variant;
    private final Map<String, String> values;
    private final TreeSet<String> known = new TreeSet<>();
    private boolean variantKnown;

    private FormatText(String family, String variant, Map<String, String> values) {
        this.family = family;
        this.variant = variant;
        this.values = values;
    }

    /**
     * Reads a text form.
     *
     * @throws IllegalArgumentException if it is not one, or a key is given twice
     */
    public static FormatText parse(String text) {
        int colon = text.indexOf(':');
        String family = colon < 0 ? text : text.substring(0, colon);
        if (!family.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("a format starts with its family, as in affine:bits=4,group=64; '" + text
                    + "' does not");
        }
        String variant = "";
        Map<String, String> values = new LinkedHashMap<>();
        String[] parts = colon < 0 ? new String[0] : text.substring(colon + 1).split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 0 && i == 0 && parts[i].matches("[a-z0-9]+")) {
                variant = parts[i];
            } else if (equals < 1 || equals == parts[i].length() - 1) {
                throw new IllegalArgumentException("'" + parts[i] + "' in format '" + text + "' is not key=value");
            } else if (values.put(parts[i].substring(0, equals), parts[i].substring(equals + 1)) != null) {
                throw new IllegalArgumentException("key '" + parts[i].substring(0, equals) + "' stands twice in format '"
                        + text + "'");
            }
        }
        return new FormatText(family, variant, values);
    }

    /** A text form to print, without a variant. */
    public static FormatText of(String family) {
        return of(family, "");
    }

    /** A text form to print; {@code variant} may be empty. */
    public static FormatText of(String family, String variant) {
        return new FormatText(family, variant, new LinkedHashMap<>());
    }

    /** Adds a key for printing. */
    public FormatText with(String key, Object value) {
        values.put(key, String.valueOf(value));
        return this;
    }

    public String family() {
        return family;
    }

    /**
     * The variant after the colon.
     *
     * @throws IllegalArgumentException if it is not one of those possible
     */
    public String variant(String... possible) {
        variantKnown = true;
        if (!List.of(possible).contains(variant)) {
            throw new IllegalArgumentException("format '" + this + "' needs one of " + String.join(", ", possible)
                    + " after '" + family + ":'");
        }
        return variant;
    }

    public boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    /** The value of a key, or {@code otherwise}. */
    public String text(String key, String otherwise) {
        known.add(key);
        return values.getOrDefault(key, otherwise);
    }

    /** @throws IllegalArgumentException if the value is not one of those possible, the first of which is the default */
    public String choice(String key, String... possible) {
        String value = text(key, possible[0]);
        if (!List.of(possible).contains(value)) {
            throw bad(key, value, "one of " + String.join(", ", possible));
        }
        return value;
    }

    /** @throws IllegalArgumentException if the value is not a whole number in the range */
    public long integer(String key, long otherwise, long min, long max) {
        String value = text(key, Long.toString(otherwise));
        if (value.matches("\\d{1,18}")) {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw bad(key, value, "a whole number from " + min + " to " + max);
    }

    /** The error for a value that cannot be used. */
    public IllegalArgumentException bad(String key, String value, String expected) {
        return new IllegalArgumentException("key '" + key + "' of format '" + this + "' takes " + expected + ", not '"
                + value + "'");
    }

    /** @throws IllegalArgumentException if a key or variant was given that nobody asked for, naming it and the known ones */
    public void done() {
        String keys = known.isEmpty() ? "it takes no keys" : "known keys: " + String.join(", ", known);
        if (!variant.isEmpty() && !variantKnown) {
            throw new IllegalArgumentException("'" + variant + "' in format '" + this + "' is not key=value; " + keys);
        }
        List<String> unknown = new ArrayList<>(values.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "format family '" + family + "' has no key '" + unknown.getFirst() + "'; " + keys);
        }
    }

    /** The canonical text. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (!variant.isEmpty()) {
            parts.add(variant);
        }
        values.forEach((key, value) -> parts.add(key + "=" + value));
        return parts.isEmpty() ? family : family + ":" + String.join(",", parts);
    }
}
