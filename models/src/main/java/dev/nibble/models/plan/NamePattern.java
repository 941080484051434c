package dev.nibble.models.plan;

import java.util.List;

/**
 * A pattern over dotted names. {@code *} stands for any characters within a segment, {@code ?} for one, {@code **} for
 * any number of whole segments. A pattern matches a name if it matches all of it or all segments up to a dot: so
 * {@code layers.1} matches {@code layers.1.q.weight} and not {@code layers.10.q.weight}, and {@code **.attention} matches
 * whatever is inside of an attention block.
 *
 * @param text as given
 */
record NamePattern(String text) {
    NamePattern {
        if (text.isBlank() || segments(text).stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("'" + text + "' is no pattern: segments between dots must not be empty");
        }
    }

    boolean matches(String name) {
        return matches(segments(text), segments(name));
    }

    private static List<String> segments(String dotted) {
        return List.of(dotted.split("\\.", -1));
    }

    private static boolean matches(List<String> pattern, List<String> name) {
        if (pattern.isEmpty()) {
            return true;
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.getFirst().equals("**")) {
            for (int skipped = 0; skipped <= name.size(); skipped++) {
                if (matches(rest, name.subList(skipped, name.size()))) {
                    return true;
                }
            }
            return false;
        }
        return !name.isEmpty()
                && segmentMatches(pattern.getFirst(), name.getFirst())
                && matches(rest, name.subList(1, name.size()));
    }

    /** The usual two-pointer walk: after a mismatch the last star takes one character more. */
    private static boolean segmentMatches(String glob, String text) {
        int g = 0;
        int star = -1;
        int resume = 0;
        for (int t = 0; t < text.length(); ) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                resume = t;
            } else if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == text.charAt(t))) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
