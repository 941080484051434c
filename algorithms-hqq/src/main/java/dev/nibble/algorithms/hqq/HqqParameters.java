package dev.nibble.algorithms.hqq;

import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Settings;
import java.util.List;

/**
 * The symbols of the paper.
 *
 * @param p of the norm |.|^p, in (0, 1]
 * @param beta the weight of the quadratic term at the start
 * @param kappa its growth with each iteration, at least 1
 * @param iterations at most so many steps
 */
record HqqParameters(double p, double beta, double kappa, int iterations) {
    static final List<Option> OPTIONS = List.of(
            Option.number("lp", 0.7, "p of the norm |error|^p, above 0, at most 1"),
            Option.number("beta", 10, "weight of the quadratic term at the start, above 0"),
            Option.number("kappa", 1.01, "growth of beta with each iteration, at least 1; compat=reference ignores it"),
            Option.integer("iterations", 20, "steps of the solver, at least 1"));

    HqqParameters {
        require(p > 0 && p <= 1, "lp", "a number above 0 and at most 1", p);
        require(beta > 0, "beta", "a number above 0", beta);
        require(kappa >= 1, "kappa", "a number of at least 1", kappa);
        require(iterations >= 1 && iterations <= 100_000, "iterations", "a whole number from 1 to 100000", iterations);
    }

    static HqqParameters of(Settings settings) {
        return new HqqParameters(settings.number("lp"), settings.number("beta"), settings.number("kappa"),
                (int) Math.clamp(settings.integer("iterations"), 0, Integer.MAX_VALUE));
    }

    private static void require(boolean met, String option, String required, Object found) {
        if (!met) {
            throw new IllegalArgumentException("option " + option + " of hqq takes " + required + ", not " + found);
        }
    }
}
