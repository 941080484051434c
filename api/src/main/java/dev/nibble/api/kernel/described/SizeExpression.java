package dev.nibble.api.kernel.described;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A whole number computed from shapes, such as {@code up(n, 64)}; the package tells the grammar. Parsed once, it is computed
 * again and again without allocation.
 */
final class SizeExpression {
    /** Computes from the values of the variables. */
    private interface Node {
        long value(long[] variables);
    }

    private final String text;
    private final Node root;
    private final Set<String> used;

    private SizeExpression(String text, Node root, Set<String> used) {
        this.text = text;
        this.root = root;
        this.used = Set.copyOf(used);
    }

    /**
     * @param variables the names that may occur; values come in the same order
     * @throws IllegalArgumentException if it is no such expression; the message says where, and what may stand there
     */
    static SizeExpression parse(String text, List<String> variables) {
        Parser parser = new Parser(text, variables);
        Node root = parser.condition();
        if (parser.next() != 0) {
            throw parser.wrong("the end or an operator");
        }
        return new SizeExpression(text, root, parser.used);
    }

    /** @throws ArithmeticException if a value overflows or is divided by zero */
    long value(long[] variables) {
        return root.value(variables);
    }

    /** Whether the variable occurs in it. */
    boolean uses(String variable) {
        return used.contains(variable);
    }

    @Override
    public String toString() {
        return text;
    }

    private static final class Parser {
        private final String text;
        private final List<String> variables;
        private final Set<String> used = new HashSet<>();
        private int at;

        Parser(String text, List<String> variables) {
            this.text = text;
            this.variables = variables;
        }

        Node condition() {
            Node left = sum();
            char c = next();
            if (c != '=' && c != '!' && c != '<' && c != '>') {
                return left;
            }
            at++;
            boolean equal = at < text.length() && text.charAt(at) == '=';
            at += equal ? 1 : 0;
            if (!equal && (c == '=' || c == '!')) {
                throw wrong("'='");
            }
            return comparison(c, equal, left, sum());
        }

        private static Node comparison(char c, boolean equal, Node left, Node right) {
            return v -> {
                int order = Long.compare(left.value(v), right.value(v));
                boolean holds = switch (c) {
                    case '=' -> order == 0;
                    case '!' -> order != 0;
                    case '<' -> order < 0 || equal && order == 0;
                    default -> order > 0 || equal && order == 0;
                };
                return holds ? 1 : 0;
            };
        }

        private Node sum() {
            Node left = product();
            for (char c = next(); c == '+' || c == '-'; c = next()) {
                at++;
                Node a = left;
                Node b = product();
                left = c == '+' ? v -> Math.addExact(a.value(v), b.value(v)) : v -> Math.subtractExact(a.value(v), b.value(v));
            }
            return left;
        }

        private Node product() {
            Node left = factor();
            for (char c = next(); c == '*' || c == '/' || c == '%'; c = next()) {
                at++;
                Node a = left;
                Node b = factor();
                left = switch (c) {
                    case '*' -> v -> Math.multiplyExact(a.value(v), b.value(v));
                    case '/' -> v -> Math.floorDiv(a.value(v), b.value(v));
                    default -> v -> Math.floorMod(a.value(v), b.value(v));
                };
            }
            return left;
        }

        private Node factor() {
            char c = next();
            if (c == '(') {
                at++;
                Node inner = sum();
                expect(')');
                return inner;
            }
            int start = at;
            while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
                at++;
            }
            String word = text.substring(start, at);
            if (word.matches("[0-9]{1,18}")) {
                long number = Long.parseLong(word);
                return v -> number;
            }
            if (variables.contains(word)) {
                used.add(word);
                int index = variables.indexOf(word);
                return v -> v[index];
            }
            if (!word.isEmpty() && next() == '(') {
                return function(word);
            }
            at = start;
            throw wrong("a number, one of " + String.join(", ", variables) + ", or up, ceil, min, max");
        }

        private Node function(String name) {
            expect('(');
            Node a = sum();
            expect(',');
            Node b = sum();
            expect(')');
            return switch (name) {
                case "up" -> v -> Math.multiplyExact(Math.ceilDiv(a.value(v), b.value(v)), b.value(v));
                case "ceil" -> v -> Math.ceilDiv(a.value(v), b.value(v));
                case "min" -> v -> Math.min(a.value(v), b.value(v));
                case "max" -> v -> Math.max(a.value(v), b.value(v));
                default -> throw wrong("up, ceil, min or max, not " + name);
            };
        }

        /** The next character that is no blank; 0 at the end. */
        char next() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void expect(char c) {
            if (next() != c) {
                throw wrong("'" + c + "'");
            }
            at++;
        }

        IllegalArgumentException wrong(String expected) {
            return new IllegalArgumentException("'" + text + "': expected " + expected + " at character " + (at + 1));
        }
    }
}
