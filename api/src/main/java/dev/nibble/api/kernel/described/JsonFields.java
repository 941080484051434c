package dev.nibble.api.kernel.described;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The fields of one object; those that nobody asked for are refused at the end, because they are misspelt ones. */
final class JsonFields {
    private final String owner;
    private final Map<String, Object> rest;

    JsonFields(String owner, Map<String, Object> object) {
        this.owner = owner;
        this.rest = new LinkedHashMap<>(object);
    }

    String string(String key) {
        return take(key, String.class, null);
    }

    String string(String key, String otherwise) {
        return take(key, String.class, otherwise);
    }

    /** The name of a file in the description's folder or below it. */
    String file(String key) {
        String file = string(key);
        boolean within = !file.contains("\\") && !file.contains(":")
                && Stream.of(file.split("/", -1)).noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (!within) {
            throw new IllegalArgumentException("\"" + key + "\" of " + owner + " must name a file in the description's folder, not '"
                    + file + "'");
        }
        return file;
    }

    List<String> strings(String key) {
        return strings(key, null);
    }

    List<String> strings(String key, List<String> otherwise) {
        List<String> strings = new ArrayList<>();
        for (Object item : take(key, List.class, otherwise)) {
            if (!(item instanceof String string)) {
                throw new IllegalArgumentException("\"" + key + "\" of " + owner + " must hold strings, not " + item);
            }
            strings.add(string);
        }
        return strings;
    }

    List<JsonFields> objects(String key) {
        return objects(key, null);
    }

    @SuppressWarnings("unchecked")
    List<JsonFields> objects(String key, List<Object> otherwise) {
        List<JsonFields> objects = new ArrayList<>();
        for (Object item : take(key, List.class, otherwise)) {
            if (!(item instanceof Map<?, ?> object)) {
                throw new IllegalArgumentException("\"" + key + "\" of " + owner + " must hold objects, not " + item);
            }
            objects.add(new JsonFields("item " + objects.size() + " of \"" + key + "\"", (Map<String, Object>) object));
        }
        return objects;
    }

    int header() {
        long header = take("header", Long.class, 0L);
        if (header < 0 || header > 4096) {
            throw new IllegalArgumentException("\"header\" of " + owner + " must be 0 to 4096 bytes, not " + header);
        }
        return (int) header;
    }

    private <T> T take(String key, Class<T> type, T otherwise) {
        Object value = rest.remove(key);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("\"" + key + "\" of " + owner + " must be a "
                    + type.getSimpleName().toLowerCase(Locale.ROOT) + (value == null ? ", and is missing" : ", not " + value));
        }
        return type.cast(value);
    }

    void done() {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException(owner + " has no field \"" + rest.keySet().iterator().next() + "\"");
        }
    }
}
