package dev.nibble.bundles;

import java.util.Locale;

/** Sources of plugins. */
final class Samples {
    private Samples() {}

    /** A quantizer that clips every group at a number of root mean squares. */
    static String clip(String name, double clip) {
        return quantizer("Clip", name, "", String.format(Locale.ROOT, """
                var format = (GroupedFormat) request.format();
                return QuantizeResult.of(format.encode(request.weights(), (codec, w, n, range) -> {
                    double squares = 0;
                    for (int i = 0; i < n; i++) squares += w[i] * w[i];
                    range[1] = (float) (%s * Math.sqrt(squares / n));
                    range[0] = -range[1];
                }));
                """, clip));
    }

    /**
     * A quantizer with code of its own.
     *
     * @param constructor statements
     * @param quantize statements, which return the result
     */
    static String quantizer(String type, String name, String constructor, String quantize) {
        return """
                package sample;

                import dev.nibble.api.format.*;
                import dev.nibble.api.plugin.Support;
                import dev.nibble.api.quantizer.*;

                public final class %s implements Quantizer {
                    public %s() { %s }
                    public String name() { return "%s"; }
                    public String description() { return "a sample"; }
                    public Support supports(Format format) {
                        return Support.yes().require("format", "groups", format.text(), format instanceof GroupedFormat);
                    }
                    public QuantizeResult quantize(QuantizeRequest request) {
                        %s
                    }
                }
                """.formatted(type, type, constructor, name, quantize);
    }
}
