package dev.nibble.runtime.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One stage as a user writes it: {@code name} or {@code name:key=value,...}; a flag alone, as in {@code awq:clip}, is set.
 *
 * @param name of the stage
 * @param settings what was set, in the order in which it was
 */
record StageText(String name, Map<String, String> settings) {
    static final String SEPARATOR = " | ";

    /**
     * The stages of a pipeline's text, blanks round stages, keys and values left out.
     *
     * @throws IllegalArgumentException if a stage is empty, or a setting is not key=value or stands twice
     */
    static List<StageText> parse(String text) {
        List<StageText> stages = new ArrayList<>();
        for (String part : text.split("\\|", -1)) {
            stages.add(stage(part.strip(), text));
        }
        return stages;
    }

    private static StageText stage(String part, String text) {
        int colon = part.indexOf(':');
        String name = (colon < 0 ? part : part.substring(0, colon)).strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a stage of pipeline '" + text + "' has no name; stages are written as in "
                    + "'awq | hqq:beta=5'");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        if (colon >= 0) {
            for (String pair : part.substring(colon + 1).split(",", -1)) {
                int equals = pair.indexOf('=');
                String key = (equals < 0 ? pair : pair.substring(0, equals)).strip();
                if (!key.matches("[A-Za-z0-9._-]+")) {
                    throw new IllegalArgumentException("'" + pair.strip() + "' in stage '" + part + "' is not key=value");
                }
                String value = equals < 0 ? "true" : pair.substring(equals + 1).strip();
                if (settings.put(key, value) != null) {
                    throw new IllegalArgumentException("key '" + key + "' stands twice in stage '" + part + "'");
                }
            }
        }
        return new StageText(name, settings);
    }

    @Override
    public String toString() {
        return settings.isEmpty() ? name : name + ":" + settings.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(","));
    }
}
