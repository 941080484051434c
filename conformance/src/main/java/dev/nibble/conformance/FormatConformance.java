package dev.nibble.conformance;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.tensor.Shape;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link Format} must keep: its components are all it has, they can be cut and joined as declared, its decode
 * makes no NaN out of finite weights, and its text can be read back. One test for each format.
 */
public interface FormatConformance {
    /** The formats to test. */
    Stream<Format> formats();

    /** What reads their text; without it the text is not read back. */
    default Optional<FormatProvider> provider() {
        return Optional.empty();
    }

    /** Logical shapes to test with; those that a format refuses are left out. */
    default Stream<Shape> shapes() {
        return Stream.of(Shape.of(1, 1), Shape.of(3, 7), Shape.of(64, 64), Shape.of(17, 129), Shape.of(128, 320),
                Shape.of(70), Shape.of(8, 3, 40));
    }

    /** The components have unique names, and together they are the bytes that {@code bitsPerWeight} counts. */
    @TestFactory
    default Stream<DynamicTest> countsEveryByte() {
        return each(FormatChecks::countsEveryByte);
    }

    /** The decode depends on format and components only: a tensor put together from copied components decodes alike. */
    @TestFactory
    default Stream<DynamicTest> decodesFromItsComponentsAlone() {
        return each(checks -> checks.decodesFromItsComponentsAlone(provider()));
    }

    /** Slices, splits, joins and copies decode to what the same operation makes of the decoded tensor, bit for bit. */
    @TestFactory
    default Stream<DynamicTest> isCutAndJoinedAsDeclared() {
        return each(FormatChecks::isCutAndJoinedAsDeclared);
    }

    /** Zero, constant, denormal and widely spread groups decode to finite values. */
    @TestFactory
    default Stream<DynamicTest> makesNoNanOfFiniteWeights() {
        return each(FormatChecks::makesNoNanOfFiniteWeights);
    }

    /** Weights with NaN or infinities are refused. */
    @TestFactory
    default Stream<DynamicTest> refusesWeightsThatAreNotFinite() {
        return each(FormatChecks::refusesWeightsThatAreNotFinite);
    }

    /** Every integer code decodes; its value encodes to that value again, and any value to its nearest code. */
    @TestFactory
    default Stream<DynamicTest> decodesAndEncodesEveryCode() {
        return each(FormatChecks::decodesAndEncodesEveryCode);
    }

    /** The magnitudes of a decode's terms are at least that of their sum. */
    @TestFactory
    default Stream<DynamicTest> termsBoundTheDecode() {
        return each(FormatChecks::termsBoundTheDecode);
    }

    /** A format whose codes are looked up decodes, bit for bit, to what its levels and parameters say. */
    @TestFactory
    default Stream<DynamicTest> decodesToItsLevels() {
        return each(FormatChecks::decodesToItsLevels);
    }

    /** The text describes the format: it starts with the provider's name and is read back to an equal format. */
    @TestFactory
    default Stream<DynamicTest> textIsReadBack() {
        return each(checks -> checks.textIsReadBack(provider()));
    }

    private Stream<DynamicTest> each(Consumer<FormatChecks> check) {
        return formats().map(format -> DynamicTest.dynamicTest(format.text(),
                () -> check.accept(new FormatChecks(format, shapes().toList()))));
    }
}
