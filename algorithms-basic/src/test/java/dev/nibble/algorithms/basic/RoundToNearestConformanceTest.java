package dev.nibble.algorithms.basic;

import dev.nibble.api.format.Format;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.conformance.QuantizerConformance;
import java.util.stream.Stream;

/** Round-to-nearest keeps the contract of quantizers with formats of every kind. */
class RoundToNearestConformanceTest implements QuantizerConformance {
    @Override
    public Quantizer quantizer() {
        return new RoundToNearest();
    }

    @Override
    public Stream<Format> formats() {
        return Matrices.everyKindOfFormat();
    }
}
