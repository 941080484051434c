package dev.nibble.conformance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.format.Format;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Int8Static;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.ActivationChoice;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.QuantizeRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;

/** Each way to be wrong is caught by the test that is there for it. */
class CheatingActivationQuantizersTest {
    private static final Map<String, Consumer<ActivationQuantizerConformance>> TESTS = Map.of(
            "all", ActivationQuantizerConformance::choosesForAllFiniteInputs,
            "same", ActivationQuantizerConformance::givesTheSameChoiceForTheSameRequest,
            "input", ActivationQuantizerConformance::leavesItsInputAlone,
            "needs", ActivationQuantizerConformance::needsWhatItSays,
            "unit", ActivationQuantizerConformance::doesNotDependOnTheUnitOfTheInputs,
            "normal", ActivationQuantizerConformance::normalInputsSurvive);

    enum Cheat { NONE, NOTHING, ZERO_SCALE, OVERFLOWS, CACHED, CLOCK, SHARED, WRITES, NEEDS_NONE, SAYS_NONE, UNIT, FIXED, CLIPS }

    /** The largest magnitude, and one way to be wrong. */
    private record Cheating(Cheat cheat, Map<String, ActivationChoice> cache, AtomicInteger users) implements ActivationQuantizer {
        @Override
        public String name() {
            return "cheat-" + cheat;
        }

        @Override
        public String description() {
            return "the largest magnitude, but for " + cheat;
        }

        @Override
        public Set<Need> needs() {
            return cheat == Cheat.SAYS_NONE ? Set.of() : Set.of(Need.MOMENTS, Need.SAMPLES);
        }

        @Override
        public Support supports(Format format) {
            return Support.yes();
        }

        @Override
        public ActivationChoice choose(QuantizeRequest request) {
            if (cheat == Cheat.NEEDS_NONE && request.activations().isEmpty()) {
                return ActivationChoice.of(Activation.INT8_ROW);
            }
            ActivationStats stats = request.activations().orElseThrow(() -> new IllegalArgumentException("calibrate first"));
            float largest = Math.max(stats.largest(), -stats.smallest());
            return switch (cheat) {
                case NOTHING -> null;
                case ZERO_SCALE -> ActivationChoice.of(new Int8Static(largest / 127, 0));
                case OVERFLOWS -> ActivationChoice.of(Int8Static.symmetric(stats.largest() - stats.smallest()));
                case CACHED -> cache.computeIfAbsent(request.name(), _ -> ActivationChoice.of(Int8Static.symmetric(largest)));
                case CLOCK -> ActivationChoice.of(Int8Static.symmetric(largest * (1 + System.nanoTime() % 1000 * 1e-3)));
                case SHARED -> shared(largest);
                case WRITES -> {
                    stats.samples().orElseThrow().setFloat(0, 0, 1e6f);
                    yield ActivationChoice.of(Int8Static.symmetric(largest));
                }
                case UNIT -> ActivationChoice.of(Int8Static.symmetric(Math.max(1, largest)));
                case FIXED -> ActivationChoice.of(new Int8Static(1e-3f, 0));
                case CLIPS -> ActivationChoice.of(Int8Static.symmetric(0.1 * largest));
                default -> ActivationChoice.of(Int8Static.symmetric(largest));
            };
        }

        private ActivationChoice shared(float largest) {
            boolean alone = users.incrementAndGet() == 1;
            try {
                Thread.sleep(5);
                return ActivationChoice.of(Int8Static.symmetric(alone ? largest : 2 * largest));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                users.decrementAndGet();
            }
        }
    }

    private static ActivationQuantizerConformance kit(Cheat cheat) {
        ActivationQuantizer one = new Cheating(cheat, new ConcurrentHashMap<>(), new AtomicInteger());
        return () -> one;
    }

    @Test
    void anHonestOnePassesAll() {
        TESTS.forEach((name, test) -> assertThatCode(() -> test.accept(kit(Cheat.NONE))).as(name).doesNotThrowAnyException());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            NOTHING,    all,    choice of cheat-NOTHING
            ZERO_SCALE, all,    inputs that are 'zeros'
            OVERFLOWS,  all,    inputs that are 'huge'
            CACHED,     unit,   inputs times 2^
            CLOCK,      same,   chooses the same again
            SHARED,     same,   beside other threads
            WRITES,     input,  leaves the statistics as they were
            NEEDS_NONE, needs,  without the statistics that it needs
            SAYS_NONE,  needs,  says that it needs no statistics
            UNIT,       unit,   inputs times 2^
            FIXED,      normal, relative error of normal inputs
            CLIPS,      normal, relative error of normal inputs
            """)
    void everyCheatIsCaught(Cheat cheat, String test, String message) {
        assertThatThrownBy(() -> TESTS.get(test).accept(kit(cheat))).isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatOneLacksIsSkippedWithTheReason() {
        ActivationQuantizerConformance fixed = new ActivationQuantizerConformance() {
            @Override
            public ActivationQuantizer activationQuantizer() {
                return kit(Cheat.FIXED).activationQuantizer();
            }

            @Override
            public Map<ActivationQuantizerProperty, String> lacks() {
                return Map.of(ActivationQuantizerProperty.UNIT_DOES_NOT_MATTER, "its scale is a constant");
            }
        };
        assertThatThrownBy(fixed::doesNotDependOnTheUnitOfTheInputs).isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("its scale is a constant");
    }
}
