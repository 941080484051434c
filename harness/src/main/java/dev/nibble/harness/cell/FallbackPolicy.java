package dev.nibble.harness.cell;

import dev.nibble.harness.UsageException;
import dev.nibble.runtime.dispatch.Fallback;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What serves the layers of a model for which no fast kernel is proven. */
public enum FallbackPolicy {
    /** Nothing does: such a layer is an error. */
    STRICT,
    /** A reference kernel does: slow, and counted. */
    REFERENCE,
    /** Float32 on the decoded weights does: much quicker than a reference kernel, tells nothing about kernels, and counted. */
    DECODE;

    /**
     * The policy of a text such as {@code strict}.
     *
     * @throws UsageException if there is none of that name
     */
    public static FallbackPolicy of(String text) {
        return Arrays.stream(values()).filter(policy -> policy.text().equals(text)).findFirst()
                .orElseThrow(() -> new UsageException("there is no fallback policy '" + text + "'; there are: "
                        + Arrays.stream(values()).map(FallbackPolicy::text).collect(Collectors.joining(", "))));
    }

    /** As plans, cells and options name it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the dispatcher may do under this policy; it knows nothing of decoding. */
    Fallback dispatch() {
        return this == REFERENCE ? Fallback.REFERENCE : Fallback.STRICT;
    }
}
