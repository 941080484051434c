package dev.nibble.api.kernel.described;

import dev.nibble.api.op.OpSpec;
import java.util.List;

/** The sizes of one request: a description's expressions with the request's shapes. */
final class RequestSizes {
    private final List<String> names;
    private final long[] values;

    private RequestSizes(List<String> names, long[] values) {
        this.names = names;
        this.values = values;
    }

    /** @throws IllegalArgumentException if the description has no pattern for the format */
    static RequestSizes of(KernelDescription kernel, OpSpec spec) {
        String text = spec.format().text();
        FormatPattern pattern = kernel.formats().stream().map(FormatPattern::parse).filter(it -> it.matches(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kernel '" + kernel.name() + "' does not serve " + text));
        List<String> names = kernel.variables();
        long[] values = new long[names.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (names.get(i)) {
                case "m" -> spec.m();
                case "n" -> spec.weight().rows();
                case "k" -> spec.weight().cols();
                default -> pattern.value(names.get(i), text).orElseThrow();
            };
        }
        return new RequestSizes(names, values);
    }

    /** An expression to be computed again and again; {@link #setM} says for which m. */
    SizeExpression parse(String expression) {
        return SizeExpression.parse(expression, names);
    }

    /** @throws ArithmeticException if it overflows or is divided by zero */
    long value(String expression) {
        return parse(expression).value(values);
    }

    /** @throws ArithmeticException if it overflows or is divided by zero */
    long value(SizeExpression expression) {
        return expression.value(values);
    }

    /** A copy whose m can be {@link #setM set}. */
    RequestSizes copy() {
        return new RequestSizes(names, values.clone());
    }

    void setM(long m) {
        values[names.indexOf("m")] = m;
    }
}
