package dev.nibble.harness.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which tensors the user named with {@code --include} and {@code --skip}. A glob ({@code *} any characters, {@code ?} one)
 * matches a whole name or a whole leading part of it up to a dot or a slash: {@code layers.1} matches
 * {@code layers.1.weight} and not {@code layers.10.weight}.
 */
final class TensorSelection {
    private final List<Glob> includes;
    private final List<Glob> skips;

    private TensorSelection(List<Glob> includes, List<Glob> skips) {
        this.includes = includes;
        this.skips = skips;
    }

    /**
     * @param names all tensors there are
     * @throws IllegalArgumentException if a pattern matches none of the names
     */
    static TensorSelection of(List<String> include, List<String> skip, Collection<String> names) {
        return new TensorSelection(globs("--include", include, names), globs("--skip", skip, names));
    }

    /** The pattern by which a tensor is skipped, or null. */
    String skippedBy(String name) {
        return first(skips, name);
    }

    /** Whether the user chose tensors with {@code --include} at all. */
    boolean hasIncludes() {
        return !includes.isEmpty();
    }

    /** Whether an {@code --include} names the tensor. */
    boolean includes(String name) {
        return first(includes, name) != null;
    }

    private static String first(List<Glob> globs, String name) {
        return globs.stream().filter(glob -> glob.matches(name)).map(Glob::text).findFirst().orElse(null);
    }

    private static List<Glob> globs(String option, List<String> patterns, Collection<String> names) {
        List<Glob> globs = new ArrayList<>();
        for (String pattern : patterns) {
            Glob glob = Glob.of(pattern);
            if (names.stream().noneMatch(glob::matches)) {
                throw new IllegalArgumentException(option + " '" + pattern + "' matches none of "
                        + Amounts.count(names.size(), "tensor") + "; 'nibble inspect' lists their names"
                        + example(names));
            }
            globs.add(glob);
        }
        return globs;
    }

    private static String example(Collection<String> names) {
        return names.isEmpty() ? "" : ", such as " + names.iterator().next();
    }

    /** A pattern and its text. */
    private record Glob(String text, Pattern pattern) {
        static Glob of(String text) {
            StringBuilder regex = new StringBuilder();
            for (char c : text.toCharArray()) {
                regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
            return new Glob(text, Pattern.compile(regex + "(?:[./].*)?", Pattern.DOTALL));
        }

        boolean matches(String name) {
            return pattern.matcher(name).matches();
        }
    }
}
