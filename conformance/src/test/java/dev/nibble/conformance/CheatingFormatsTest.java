package dev.nibble.conformance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.Component;
import dev.nibble.api.format.GroupCodec;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.format.RangeRule;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
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
                FormatConformance::termsBoundTheDecode, FormatConformance::decodesToItsLevels,
                FormatConformance::textIsReadBack)) {
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

    @Test
    void aDecodeThatIsNotThatOfTheLevelsIsCaught() {
        var kit = new Kit.ForFormat(new SecretLevels(new AffineFormat(4, Grouping.of(64, 1), ZeroKind.FLOAT)));
        assertThatThrownBy(() -> Kit.<FormatConformance>runAll(kit, FormatConformance::decodesToItsLevels))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("by its levels and parameters it is");
    }

    /** Says the levels and parameters of an affine format and decodes to a little more. */
    private record SecretLevels(AffineFormat said) implements CodedFormat {
        @Override
        public String text() {
            return "secret";
        }

        @Override
        public void decodeRow(QuantizedTensor tensor, long row, float[] into) {
            CodedFormat.super.decodeRow(tensor, row, into);
            into[tensor.shape().rowLength() - 1] *= 1 + 0x1p-20f;
        }

        @Override
        public QuantizedTensor encode(Tensor weights, RangeRule rule) {
            return QuantizedTensor.of(this, weights.shape(), said.encode(weights, rule).components(), Provenance.NONE);
        }

        @Override
        public float[] levels() {
            return said.levels();
        }

        @Override
        public boolean hasZero() {
            return said.hasZero();
        }

        @Override
        public RowParameters parameters(QuantizedTensor tensor, long row) {
            return said.parameters(tensor, row);
        }

        @Override
        public Grouping grouping() {
            return said.grouping();
        }

        @Override
        public int bits() {
            return said.bits();
        }

        @Override
        public GroupCodec codec(Tensor weights) {
            return said.codec(weights);
        }

        @Override
        public List<Component> components() {
            return said.components();
        }

        @Override
        public Support supports(Shape logical) {
            return said.supports(logical);
        }
    }
}
