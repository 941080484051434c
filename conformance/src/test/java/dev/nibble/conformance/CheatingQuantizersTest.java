package dev.nibble.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.format.Format;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.conformance.CheatingQuantizer.Cheat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;

/** Each way to be wrong is caught by the test that is there for it. */
class CheatingQuantizersTest {
    private static final Map<String, Function<QuantizerConformance, Stream<DynamicTest>>> TESTS = Map.ofEntries(
            Map.entry("supports", QuantizerConformance::supportsIsHonest),
            Map.entry("nan", QuantizerConformance::makesNoNanOfFiniteWeights),
            Map.entry("refuses", QuantizerConformance::refusesWeightsThatAreNotFinite),
            Map.entry("input", QuantizerConformance::leavesItsInputAlone),
            Map.entry("same", QuantizerConformance::givesTheSameBytesForTheSameRequest),
            Map.entry("threads", QuantizerConformance::servesManyThreadsAtOnce),
            Map.entry("own output", QuantizerConformance::keepsItsOwnOutput),
            Map.entry("unit", QuantizerConformance::doesNotDependOnTheUnitOfTheWeights),
            Map.entry("place", QuantizerConformance::doesNotDependOnThePlaceOfAGroup),
            Map.entry("trace ends", QuantizerConformance::endsItsTraceAtTheBest),
            Map.entry("trace", QuantizerConformance::tracesItsObjective),
            Map.entry("nearest", QuantizerConformance::isNeverWorseThanRoundToNearest),
            Map.entry("bits", QuantizerConformance::errorFallsWithBits));

    /** The kit as the author of a quantizer would use it. */
    private record ForQuantizer(Quantizer quantizer, List<String> texts, Map<QuantizerProperty, String> lacks)
            implements QuantizerConformance {
        @Override
        public Stream<Format> formats() {
            return texts.stream().map(registry()::format);
        }
    }

    private static QuantizerConformance kit(Cheat cheat) {
        return new ForQuantizer(new CheatingQuantizer(cheat), List.of("affine:bits=4,group=64", "dense:f16"), Map.of());
    }

    @Test
    void anHonestQuantizerPassesAll() {
        TESTS.forEach((name, test) -> assertThatCode(() -> Kit.runAll(kit(Cheat.NONE), test)).as(name)
                .doesNotThrowAnyException());
        assertThatCode(() -> kit(Cheat.NONE).canBeChosen()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            CACHED,            same,       makes the same of other weights
            CLOCK,             same,       gives the same bytes
            THREAD_COUNT,      same,       on one thread
            SHARED_BUFFER,     threads,    beside other threads
            WRITES,            input,      leaves the weights as they were
            WRITES_STATISTICS, input,      leaves the statistics as they were
            OFF_BY_ONE,        nearest,    round-to-nearest's being
            FLOOR,             nearest,    round-to-nearest's being
            WORSE,             nearest,    round-to-nearest's being
            SHRINKS,           own output, made once more changes nothing
            NAN,               nan,        makes NaN of weight 0
            TAKES_NAN,         refuses,    a weight that is NaN
            LYING_TRACE,       trace,      its objective
            RISING_TRACE,      trace ends, end of the loss trace
            UNIT,              unit,       times a power of two
            PLACE,             place,      groups in another place
            BITS,              bits,       error of cheat-BITS
            SUPPORTS_ALL,      supports,   says that it is supported
            OTHER_SHAPE,       supports,   shape that cheat-OTHER_SHAPE
            """)
    void everyCheatIsCaught(Cheat cheat, String test, String message) {
        assertThatThrownBy(() -> Kit.runAll(kit(cheat), TESTS.get(test))).isInstanceOf(AssertionError.class)
                .hasStackTraceContaining(message);
    }

    @Test
    void aQuantizerThatCanNeverBeChosenIsCaught() {
        var kit = new ForQuantizer(new CheatingQuantizer(Cheat.NONE), List.of("dense:f16"), Map.of());
        assertThatThrownBy(kit::canBeChosen).isInstanceOf(AssertionError.class).hasMessageContaining("dense:f16");
    }

    @Test
    void whatAQuantizerLacksIsSkippedWithTheReason() {
        var kit = new ForQuantizer(new CheatingQuantizer(Cheat.SHRINKS), List.of("affine:bits=4,group=64"),
                Map.of(QuantizerProperty.KEEPS_ITS_OWN_OUTPUT, "it shrinks each time"));
        List<DynamicTest> tests = kit.keepsItsOwnOutput().toList();
        assertThat(tests).singleElement().extracting(DynamicTest::getDisplayName).asString().contains("it shrinks each time");
        assertThatThrownBy(() -> tests.getFirst().getExecutable().execute()).isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("it shrinks each time");
    }
}
