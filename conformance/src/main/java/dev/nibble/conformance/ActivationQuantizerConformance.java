package dev.nibble.conformance;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ActivationQuantizer} must keep. It gets statistics of made-up inputs, as far as it needs some:
 *
 * <pre>{@code
 * class PercentileTest implements ActivationQuantizerConformance {
 *     public ActivationQuantizer activationQuantizer() { return new Percentile(); }
 *     public Settings settings() {
 *         return Settings.of(activationQuantizer().options(), Map.of("percent", "99.9"));
 *     }
 * }
 * }</pre>
 *
 * <p>Tests of what it {@link #lacks} are shown as skipped, with the reason.
 */
public interface ActivationQuantizerConformance {
    /** The activation quantizer to test. */
    ActivationQuantizer activationQuantizer();

    /** Properties that it lacks for a good reason, which is printed. */
    default Map<ActivationQuantizerProperty, String> lacks() {
        return Map.of();
    }

    /** Values for its options. */
    default Settings settings() {
        return Settings.defaults(activationQuantizer().options());
    }

    /** Of the finished weights; one that it supports. */
    default Format format() {
        return registry().format("affine:bits=8,per=row");
    }

    /** Where formats are found. */
    default Registry registry() {
        return PluginRegistry.load(getClass().getClassLoader());
    }

    /**
     * For zero, constant, one-sided, spiked, denormal and huge inputs, and for a single value, there is a choice: by it zeros
     * stay zeros, all values are finite, and its text reads back as the same.
     */
    @Test
    default void choosesForAllFiniteInputs() {
        new ActivationQuantizerChecks(this).choosesForAllFiniteInputs();
    }

    /** The same request gives the same choice and notes, whatever came before, and to many threads at once. */
    @Test
    default void givesTheSameChoiceForTheSameRequest() {
        new ActivationQuantizerChecks(this).givesTheSameChoiceForTheSameRequest();
    }

    /** Neither weights nor statistics are written to. */
    @Test
    default void leavesItsInputAlone() {
        new ActivationQuantizerChecks(this).leavesItsInputAlone();
    }

    /** One that needs statistics refuses a request without; one that needs none takes it. */
    @Test
    default void needsWhatItSays() {
        new ActivationQuantizerChecks(this).needsWhatItSays();
    }

    /** @see ActivationQuantizerProperty#UNIT_DOES_NOT_MATTER */
    @Test
    default void doesNotDependOnTheUnitOfTheInputs() {
        skipIfLacking(ActivationQuantizerProperty.UNIT_DOES_NOT_MATTER);
        new ActivationQuantizerChecks(this).doesNotDependOnTheUnit();
    }

    /** @see ActivationQuantizerProperty#NORMAL_INPUTS_SURVIVE */
    @Test
    default void normalInputsSurvive() {
        skipIfLacking(ActivationQuantizerProperty.NORMAL_INPUTS_SURVIVE);
        new ActivationQuantizerChecks(this).normalInputsSurvive();
    }

    private void skipIfLacking(ActivationQuantizerProperty property) {
        String reason = lacks().get(property);
        Assumptions.assumeTrue(reason == null, () -> activationQuantizer().name() + " lacks " + property + ": " + reason);
    }
}
