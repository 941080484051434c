package dev.nibble.api.plugin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values for all options of a plugin, checked against their declarations. Immutable. */
public final class Settings {
    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * The options' defaults, overridden by what the user gave.
     *
     * @param given values by option name
     * @throws IllegalArgumentException if a name is not an option, or a value is not one that its option takes; the
     *     message names the option and what is possible
     */
    public static Settings of(List<Option> options, Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Option option : options) {
            values.put(option.name(), option.defaultValue());
        }
        for (Map.Entry<String, String> entry : given.entrySet()) {
            Option option = options.stream().filter(o -> o.name().equals(entry.getKey())).findFirst().orElse(null);
            if (option == null) {
                throw new IllegalArgumentException("there is no option '" + entry.getKey() + "'; "
                        + (values.isEmpty() ? "none can be set here" : "known options: " + String.join(", ", values.keySet())));
            }
            option.check(entry.getValue());
            values.put(entry.getKey(), entry.getValue());
        }
        return new Settings(values);
    }

    /** The options' defaults. */
    public static Settings defaults(List<Option> options) {
        return of(options, Map.of());
    }

    public double number(String name) {
        return Double.parseDouble(text(name));
    }

    public long integer(String name) {
        return Long.parseLong(text(name));
    }

    public boolean flag(String name) {
        return Boolean.parseBoolean(text(name));
    }

    /** @throws IllegalArgumentException if the plugin declares no such option */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("option '" + name + "' is not declared");
        }
        return value;
    }

    /** All values by option name, sorted, as they are written into provenance. */
    public Map<String, String> toMap() {
        return new TreeMap<>(values);
    }
}
