package dev.nibble.conformance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.conformance.TinyFormat.Cheat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** Each way to cheat is caught by the test that is there for it. */
class CheatingFormatsTest {
    private static ThrowingCallable run(Cheat cheat, Function<FormatConformance, Stream<DynamicTest>> test) {
        return () -> Kit.<FormatConformance>runAll(new Kit.ForFormat(new TinyFormat(cheat)), test);
    }

    @Test
    void anHonestFormatPassesAll() {
        for (Function<FormatConformance, Stream<DynamicTest>> test : List.<Function<FormatConformance, Stream<DynamicTest>>>of(
                FormatConformance::countsEveryByte, FormatConformance::decodesFromItsComponentsAlone,
                FormatConformance::isCutAndJoinedAsDeclared, FormatConformance::makesNoNanOfFiniteWeights,
                FormatConformance::refusesWeightsThatAreNotFinite, FormatConformance::decodesAndEncodesEveryCode,
                FormatConformance::termsBoundTheDecode, FormatConformance::textIsReadBack)) {
            assertThatCode(run(Cheat.NONE, test)).doesNotThrowAnyException();
        }
    }

    @Test
    void aDecodeThatDependsOnThePositionIsCaught() {
        assertThatThrownBy(run(Cheat.POSITION, FormatConformance::isCutAndJoinedAsDeclared))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("cut from tiny[");
    }

    @Test
    void aScaleThatIsNoComponentIsCaught() {
        assertThatThrownBy(run(Cheat.HIDDEN_STATE, FormatConformance::decodesFromItsComponentsAlone))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("decodes alike from copies of its components");
    }

    @Test
    void bitsPerWeightThatLeaveOutAComponentAreCaught() {
        assertThatThrownBy(run(Cheat.WRONG_SIZE, FormatConformance::countsEveryByte))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("bits per weight");
    }

    @Test
    void nanFromAGroupOfZerosIsCaught() {
        assertThatThrownBy(run(Cheat.ZERO_BY_ZERO, FormatConformance::makesNoNanOfFiniteWeights))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ZEROS")
                .hasMessageContaining("NaN");
    }

    @Test
    void encodingOfNanIsCaught() {
        assertThatThrownBy(run(Cheat.NAN, FormatConformance::refusesWeightsThatAreNotFinite))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("what tiny says of a weight that is NaN");
    }

    @Test
    void aCutThatContradictsTheShapeIsCaught() {
        assertThatThrownBy(run(Cheat.WRONG_CUT, FormatConformance::isCutAndJoinedAsDeclared))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("contradicts itself")
                .hasMessageContaining("'scale'");
    }

    @Test
    void writingToTheWeightsIsCaught() {
        assertThatThrownBy(run(Cheat.WRITES, FormatConformance::countsEveryByte))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("read-only");
    }

    @Test
    void termsSmallerThanTheirSumAreCaught() {
        assertThatThrownBy(run(Cheat.TERMS, FormatConformance::termsBoundTheDecode))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("terms of tiny");
    }
}
