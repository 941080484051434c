package dev.nibble.algorithms.basic;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.conformance.QuantizerConformance;
import dev.nibble.conformance.QuantizerProperty;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;

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

    /** With the other two scales of grids without a zero. */
    private interface Symmetric extends QuantizerConformance {
        @Override
        default Quantizer quantizer() {
            return new RoundToNearest();
        }

        @Override
        default Stream<Format> formats() {
            return Stream.of("affine:bits=8,per=row,zero=none", "affine:bits=4,group=32,zero=none",
                    "affine:bits=3,group=64,axis=0,zero=none", "affine:bits=2,group=64,zero=none,params=f16",
                    "affine:bits=1,group=64,zero=none").map(registry()::format);
        }
    }

    @Nested
    class FullScale implements Symmetric {
        @Override
        public Settings settings() {
            return Settings.of(quantizer().options(), Map.of("symmetric", "full"));
        }

        @Override
        public Map<QuantizerProperty, String> lacks() {
            return Map.of(QuantizerProperty.KEEPS_ITS_OWN_OUTPUT, "what was clipped is a smaller range the next time",
                    QuantizerProperty.NEVER_WORSE_THAN_ROUND_TO_NEAREST, "clips the largest weight of each group");
        }
    }

    @Nested
    class ScaleThatClipsNothing implements Symmetric {
        @Override
        public Settings settings() {
            return Settings.of(quantizer().options(), Map.of("symmetric", "noclip"));
        }

        @Override
        public Map<QuantizerProperty, String> lacks() {
            return Map.of(QuantizerProperty.NEVER_WORSE_THAN_ROUND_TO_NEAREST,
                    "scales end at the smallest normal float, and subnormal weights become zero");
        }
    }
}
