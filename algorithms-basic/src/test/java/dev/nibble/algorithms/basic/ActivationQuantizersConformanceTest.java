package dev.nibble.algorithms.basic;

import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.conformance.ActivationQuantizerConformance;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** Both activation quantizers keep the contract, with every way to choose a range. */
class ActivationQuantizersConformanceTest {
    @Nested
    class Dynamic implements ActivationQuantizerConformance {
        @Override
        public ActivationQuantizer activationQuantizer() {
            return new DynamicInt8();
        }
    }

    @Nested
    class DynamicWithZero extends Dynamic {
        @Override
        public Settings settings() {
            return Settings.of(activationQuantizer().options(), Map.of("zero", "true"));
        }
    }

    /** Static, by options. */
    private interface Static extends ActivationQuantizerConformance {
        String range();

        boolean zero();

        @Override
        default ActivationQuantizer activationQuantizer() {
            return new StaticInt8();
        }

        @Override
        default Settings settings() {
            return Settings.of(activationQuantizer().options(), Map.of("range", range(), "zero", "" + zero()));
        }
    }

    @Nested
    class Average implements Static {
        @Override
        public String range() {
            return "average";
        }

        @Override
        public boolean zero() {
            return false;
        }
    }

    @Nested
    class Extremes implements Static {
        @Override
        public String range() {
            return "extremes";
        }

        @Override
        public boolean zero() {
            return true;
        }
    }

    @Nested
    class LeastError implements Static {
        @Override
        public String range() {
            return "mse";
        }

        @Override
        public boolean zero() {
            return false;
        }
    }

    @Nested
    class LeastErrorOfBothEnds extends LeastError {
        @Override
        public boolean zero() {
            return true;
        }
    }
}
