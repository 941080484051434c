package dev.nibble.harness.sweep;

import dev.nibble.harness.UsageException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Patterns with {@code *} and {@code ?}. */
final class Patterns {
    private Patterns() {}

    /** Whether a pattern matches all of a text. */
    static boolean matches(String pattern, String text) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    }

    /**
     * The names that one of the patterns matches, in the order of the patterns.
     *
     * @throws UsageException if a pattern matches none; the message lists the names there are
     */
    static List<String> select(String what, List<String> patterns, List<String> names) {
        Set<String> selected = new LinkedHashSet<>();
        for (String pattern : patterns) {
            List<String> matching = names.stream().filter(name -> matches(pattern, name)).toList();
            if (matching.isEmpty()) {
                throw new UsageException("no " + what + " matches '" + pattern + "'; "
                        + (names.isEmpty() ? "none is on the class path"
                                : "there are: " + names.stream().sorted().collect(Collectors.joining(", "))));
            }
            selected.addAll(matching);
        }
        return List.copyOf(selected);
    }
}
