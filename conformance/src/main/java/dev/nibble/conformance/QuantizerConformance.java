package dev.nibble.conformance;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.quantize.WeightError;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link Quantizer} must keep. One test for each property and format:
 *
 * <pre>{@code
 * class ThreeSigmaTest implements QuantizerConformance {
 *     public Quantizer quantizer() { return new ThreeSigma(); }
 *     public Stream<Format> formats() {
 *         return Stream.of("affine:bits=4,group=64", "nf4:block=64", "dense:f16").map(registry()::format);
 *     }
 *     public Map<QuantizerProperty, String> lacks() {
 *         return Map.of(QuantizerProperty.NEVER_WORSE_THAN_ROUND_TO_NEAREST, "it clips normal weights, too");
 *     }
 * }
 * }</pre>
 *
 * <p>Where the format's own rule, {@link Format#encode}, lacks a property (a scale of the whole tensor, for example), the
 * quantizer is not asked for it with that format. Such tests, and those of {@link #lacks}, are shown as skipped, with the
 * reason. A quantizer that needs activations gets statistics of made-up ones.
 */
public interface QuantizerConformance {
    /** The quantizer to test. */
    Quantizer quantizer();

    /** The formats to test with: all kinds that the quantizer is for, and some that it should refuse. */
    Stream<Format> formats();

    /** Properties that the quantizer lacks for a good reason, which is printed. */
    default Map<QuantizerProperty, String> lacks() {
        return Map.of();
    }

    /** Values for its options. */
    default Settings settings() {
        return Settings.defaults(quantizer().options());
    }

    /**
     * What the quantizer makes small, as its loss trace has it. The default is the mean squared error.
     *
     * @return a number that is smaller where the result is better
     */
    default double objective(Tensor weights, QuantizedTensor quantized) {
        double relative = WeightError.between(weights, quantized).relative();
        return relative * relative;
    }

    /** Where formats are found. */
    default Registry registry() {
        return PluginRegistry.load(getClass().getClassLoader());
    }

    /** A quantizer that supports none of the formats can never be chosen. */
    @Test
    default void canBeChosen() {
        Assertions.assertThat(formats().filter(format -> quantizer().supports(format).supported()))
                .as("formats that %s supports, of %s", quantizer().name(), formats().map(Format::text).toList())
                .isNotEmpty();
    }

    /**
     * What {@code supports} says yes to works for odd shapes as well and has the format and shape that were asked for; a
     * no says what was required; the answer is the same every time.
     */
    @TestFactory
    default Stream<DynamicTest> supportsIsHonest() {
        return formats().map(format -> DynamicTest.dynamicTest(format.text(),
                () -> new QuantizerChecks(this, format).supportsIsHonest()));
    }

    /** Zero, constant, spiked, denormal, tiny and huge groups decode to finite values. */
    @TestFactory
    default Stream<DynamicTest> makesNoNanOfFiniteWeights() {
        return each(QuantizerChecks::makesNoNanOfFiniteWeights);
    }

    /** Weights with NaN or infinities are refused. */
    @TestFactory
    default Stream<DynamicTest> refusesWeightsThatAreNotFinite() {
        return each(QuantizerChecks::refusesWeightsThatAreNotFinite);
    }

    /** Neither weights nor statistics are written to, and weights may be read-only. */
    @TestFactory
    default Stream<DynamicTest> leavesItsInputAlone() {
        return each(QuantizerChecks::leavesItsInputAlone);
    }

    /** The same request gives the same bytes, whatever was quantized before and however many threads there are. */
    @TestFactory
    default Stream<DynamicTest> givesTheSameBytesForTheSameRequest() {
        return each(QuantizerChecks::givesTheSameBytesForTheSameRequest);
    }

    /** Many threads may use one quantizer at once, each for another tensor. */
    @TestFactory
    default Stream<DynamicTest> servesManyThreadsAtOnce() {
        return each(QuantizerChecks::servesManyThreadsAtOnce);
    }

    /** @see QuantizerProperty#KEEPS_ITS_OWN_OUTPUT */
    @TestFactory
    default Stream<DynamicTest> keepsItsOwnOutput() {
        return unlessLacking(QuantizerProperty.KEEPS_ITS_OWN_OUTPUT, QuantizerChecks::keepsItsOwnOutput);
    }

    /** @see QuantizerProperty#UNIT_DOES_NOT_MATTER */
    @TestFactory
    default Stream<DynamicTest> doesNotDependOnTheUnitOfTheWeights() {
        return unlessLacking(QuantizerProperty.UNIT_DOES_NOT_MATTER, QuantizerChecks::doesNotDependOnTheUnit);
    }

    /** @see QuantizerProperty#PLACE_DOES_NOT_MATTER */
    @TestFactory
    default Stream<DynamicTest> doesNotDependOnThePlaceOfAGroup() {
        return unlessLacking(QuantizerProperty.PLACE_DOES_NOT_MATTER, QuantizerChecks::doesNotDependOnThePlace);
    }

    /** @see QuantizerProperty#TRACE_ENDS_AT_ITS_BEST */
    @TestFactory
    default Stream<DynamicTest> endsItsTraceAtTheBest() {
        return unlessLacking(QuantizerProperty.TRACE_ENDS_AT_ITS_BEST, QuantizerChecks::endsItsTraceAtTheBest);
    }

    /** @see QuantizerProperty#TRACE_IS_THE_OBJECTIVE */
    @TestFactory
    default Stream<DynamicTest> tracesItsObjective() {
        return unlessLacking(QuantizerProperty.TRACE_IS_THE_OBJECTIVE, QuantizerChecks::tracesItsObjective);
    }

    /** @see QuantizerProperty#NEVER_WORSE_THAN_ROUND_TO_NEAREST */
    @TestFactory
    default Stream<DynamicTest> isNeverWorseThanRoundToNearest() {
        return unlessLacking(QuantizerProperty.NEVER_WORSE_THAN_ROUND_TO_NEAREST, QuantizerChecks::isNeverWorseThanNearest);
    }

    /** @see QuantizerProperty#ERROR_FALLS_WITH_BITS */
    @TestFactory
    default Stream<DynamicTest> errorFallsWithBits() {
        return unlessLacking(QuantizerProperty.ERROR_FALLS_WITH_BITS, QuantizerChecks::errorFallsWithBits);
    }

    private Stream<DynamicTest> unlessLacking(QuantizerProperty property, Consumer<QuantizerChecks> check) {
        String reason = lacks().get(property);
        if (reason == null) {
            return each(checks -> {
                try {
                    check.accept(checks);
                } catch (AssertionError e) {
                    throw new AssertionError(e.getMessage().stripTrailing() + "\nAn algorithm may be meant to be so; if yours is, "
                            + "say it in this test: lacks() returns Map.of(QuantizerProperty." + property + ", \"why\")", e);
                }
            });
        }
        return Stream.of(DynamicTest.dynamicTest("lacks " + property + ": " + reason,
                () -> Assumptions.abort(quantizer().name() + " lacks " + property + ": " + reason)));
    }

    private Stream<DynamicTest> each(Consumer<QuantizerChecks> check) {
        return formats().filter(format -> quantizer().supports(format).supported())
                .map(format -> DynamicTest.dynamicTest(format.text(), () -> check.accept(new QuantizerChecks(this, format))));
    }
}
