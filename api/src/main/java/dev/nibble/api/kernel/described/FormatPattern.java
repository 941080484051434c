package dev.nibble.api.kernel.described;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A format's text with variables in it, such as {@code affine:bits=4,group={group},axis=1,zero=float}.
 *
 * @param variables by their order in the text
 * @param pattern matches texts, with a group for each variable
 */
record FormatPattern(List<String> variables, Pattern pattern) {
    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");

    static FormatPattern parse(String text) {
        List<String> variables = new ArrayList<>();
        StringBuilder pattern = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            pattern.append(Pattern.quote(text.substring(end, matcher.start()))).append("([0-9]{1,18})");
            variables.add(matcher.group(1));
            end = matcher.end();
        }
        pattern.append(Pattern.quote(text.substring(end)));
        return new FormatPattern(List.copyOf(variables), Pattern.compile(pattern.toString()));
    }

    /** The value of one variable in a text of this pattern; empty if the text is of another. */
    Optional<Long> value(String variable, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches()
                ? Optional.of(Long.valueOf(matcher.group(variables.indexOf(variable) + 1)))
                : Optional.empty();
    }

    boolean matches(String text) {
        return pattern.matcher(text).matches();
    }
}
