package dev.nibble.algorithms.basic;

import dev.nibble.api.format.Format;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.conformance.QuantizerConformance;
import dev.nibble.conformance.QuantizerProperty;
import java.util.Map;
import java.util.stream.Stream;

/** ggml's rounding keeps the contract of quantizers. */
class GgmlConformanceTest implements QuantizerConformance {
    @Override
    public Quantizer quantizer() {
        return new GgmlNearest();
    }

    @Override
    public Stream<Format> formats() {
        return Stream.of("affine:bits=4,group=32,zero=none,params=f16", "affine:bits=5,group=32,zero=none,params=f16",
                "affine:bits=8,group=32,zero=none,params=f16", "affine-min:bits=4,group=32,params=f16",
                "affine-min:bits=5,group=32,params=f16", "affine:bits=4,group=64").map(registry()::format);
    }

    @Override
    public Map<QuantizerProperty, String> lacks() {
        return Map.of(QuantizerProperty.NEVER_WORSE_THAN_ROUND_TO_NEAREST,
                "codes are chosen before the scale is rounded to float16");
    }
}
