package dev.nibble.algorithms.basic;

import dev.nibble.api.format.Format;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.conformance.QuantizerConformance;
import dev.nibble.conformance.QuantizerProperty;
import java.util.Map;
import java.util.stream.Stream;

/** The weighted range search keeps the contract of quantizers with formats of every kind that has groups. */
class WeightedRangeSearchConformanceTest implements QuantizerConformance {
    private static final String WEIGHTED = "its objective is weighted by the activations; see WeightedRangeSearchTest";

    @Override
    public Quantizer quantizer() {
        return new WeightedRangeSearch();
    }

    @Override
    public Stream<Format> formats() {
        return Matrices.everyKindOfFormat();
    }

    @Override
    public Map<QuantizerProperty, String> lacks() {
        return Map.of(QuantizerProperty.KEEPS_ITS_OWN_OUTPUT,
                "a fitted range need not begin and end at a weight, and the search starts from the outermost weights",
                QuantizerProperty.TRACE_IS_THE_OBJECTIVE, WEIGHTED,
                QuantizerProperty.NEVER_WORSE_THAN_ROUND_TO_NEAREST, WEIGHTED);
    }
}
