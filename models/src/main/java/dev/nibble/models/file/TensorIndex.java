package dev.nibble.models.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Looks tensors up by name. */
final class TensorIndex {
    private TensorIndex() {}

    static <T> T require(Path file, Map<String, T> tensors, String name) {
        T found = tensors.get(name);
        if (found == null) {
            throw new TensorFileException(file, "has no tensor '" + name + "'" + similar(tensors, name));
        }
        return found;
    }

    private static String similar(Map<String, ?> tensors, String name) {
        String last = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1).toLowerCase(Locale.ROOT);
        List<String> near = tensors.keySet().stream()
                .filter(candidate -> candidate.toLowerCase(Locale.ROOT).contains(last))
                .limit(3)
                .toList();
        return near.isEmpty()
                ? "; it has " + tensors.size() + " tensors"
                : near.stream().collect(Collectors.joining(", ", "; did you mean ", "?"));
    }
}
