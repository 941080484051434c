package dev.nibble.harness.cell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of layers, short enough to be read. */
final class LayerNames {
    private static final Pattern NUMBERED = Pattern.compile("(.*?\\.)(\\d+)(\\..*)");

    private LayerNames() {}

    /** A name's parts before and after its first number. */
    private record Around(String before, String after) {}

    /** Names that differ in their first number only become one: {@code encoder.layer.{0,1,5}.query.weight}. */
    static List<String> compact(List<String> names) {
        Map<Around, List<String>> numbers = new LinkedHashMap<>();
        for (String name : names) {
            Matcher matcher = NUMBERED.matcher(name);
            if (matcher.matches()) {
                numbers.computeIfAbsent(new Around(matcher.group(1), matcher.group(3)), _ -> new ArrayList<>())
                        .add(matcher.group(2));
            } else {
                numbers.put(new Around(name, ""), List.of(""));
            }
        }
        return numbers.entrySet().stream()
                .map(it -> it.getKey().before() + joined(it.getValue()) + it.getKey().after())
                .toList();
    }

    private static String joined(List<String> numbers) {
        return numbers.size() == 1 ? numbers.getFirst() : "{" + String.join(",", numbers) + "}";
    }
}
