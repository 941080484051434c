package dev.nibble.runtime.oracle;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Shape;
import java.util.HashMap;
import java.util.Map;

/**
 * Test weights that their format encoded, each once. A proof asks for the same ones several times, and so do the proofs that
 * differ only in activation or m; those of another format or shape take the place of the last. Safe for use by many threads.
 */
final class EncodedWeights {
    /** Of larger weights only the normal ones are kept, which one proof asks for again. */
    static final long MOST_ELEMENTS = 1L << 20;

    private record Owner(Format format, Shape shape) {}

    private record Kind(Fill fill, long seed) {}

    private final Map<Kind, QuantizedTensor> encoded = new HashMap<>();
    private Owner owner;

    synchronized QuantizedTensor of(OpSpec spec, Fill fill, long seed) {
        Owner asking = new Owner(spec.format(), spec.weight());
        if (!asking.equals(owner)) {
            encoded.clear();
            owner = asking;
        }
        Kind kind = new Kind(fill, seed);
        QuantizedTensor known = encoded.get(kind);
        if (known != null) {
            return known;
        }
        QuantizedTensor made = TestWeights.of(spec.format(), spec.weight(), fill, seed);
        if (fill == Fill.NORMAL || spec.weight().elements() <= MOST_ELEMENTS) {
            encoded.put(kind, made);
        }
        return made;
    }

    synchronized void forget() {
        encoded.clear();
    }
}
