package dev.nibble.harness.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Maps values to 0 (start of the axis) up to 1 (its end) and knows its ticks.
 *
 * @param low value at 0, after the mapping
 * @param high value at 1, after the mapping
 * @param mapping what is done to a value first: nothing, or a logarithm
 * @param ticks in the order of their positions
 */
record Scale(double low, double high, Mapping mapping, List<Tick> ticks) {
    /** A monotone function of the value. */
    interface Mapping {
        double of(double value);
    }

    /** A place with a line; without a label if it would crowd its neighbours. */
    record Tick(double value, String label) {}

    /** Closest distance of a cosine from 1 that can be told from 1. */
    private static final double NEAREST = 1e-6;

    double at(double value) {
        return (mapping.of(value) - low) / (high - low);
    }

    private boolean holds(double value) {
        double place = at(value);
        return place >= -1e-9 && place <= 1 + 1e-9;
    }

    private static Scale with(double low, double high, Mapping mapping, List<Tick> candidates) {
        Scale bare = new Scale(low, high, mapping, List.of());
        return new Scale(low, high, mapping, candidates.stream().filter(t -> bare.holds(t.value())).toList());
    }

    /** A linear axis with a tick at every multiple of a round step. */
    static Scale linear(Collection<Double> values, String suffix) {
        double min = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double max = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double step = roundStep(Math.max(max - min, 1e-9) / 6);
        double low = Math.floor(min / step - 0.2) * step;
        double high = Math.ceil(max / step + 0.2) * step;
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; low + i * step <= high + step / 2; i++) {
            ticks.add(new Tick(low + i * step, Numbers.tick(low + i * step) + suffix));
        }
        return with(low, high, v -> v, ticks);
    }

    private static double roundStep(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        double first = step / power;
        return power * (first <= 1 ? 1 : first <= 2 ? 2 : first <= 5 ? 5 : 10);
    }

    /**
     * A logarithmic axis; values that are not positive are left out of its range.
     *
     * @param values that must be in it
     * @param room how many labels it has room for
     * @param label of a tick
     */
    static Scale log(Collection<Double> values, int room, DoubleFunction<String> label) {
        double min = values.stream().mapToDouble(Double::doubleValue).filter(v -> v > 0).min().orElse(1);
        double max = values.stream().mapToDouble(Double::doubleValue).filter(v -> v > 0).max().orElse(10);
        double low = Math.log10(min) - 0.08;
        double high = Math.log10(max) + 0.08;
        if (high - low < 0.5) {
            double middle = (low + high) / 2;
            low = middle - 0.25;
            high = middle + 0.25;
        }
        double least = Math.pow(10, low);
        return with(low, high, v -> Math.log10(Math.max(v, least / 10)), logTicks(low, high, room, label));
    }

    private static List<Tick> logTicks(double low, double high, int room, DoubleFunction<String> label) {
        boolean dense = 3 * (high - low) < room;
        int every = Math.max(1, (int) Math.ceil((high - low) / room));
        List<Tick> ticks = new ArrayList<>();
        for (int decade = (int) Math.floor(low); decade <= high; decade++) {
            for (int digit : new int[] {1, 2, 5}) {
                double value = digit * Math.pow(10, decade);
                boolean labelled = digit == 1 ? Math.floorMod(decade, every) == 0 : dense;
                if (labelled || every == 1) {
                    ticks.add(new Tick(value, labelled ? label.apply(value) : ""));
                }
            }
        }
        return ticks;
    }

    /** Cosines on a logarithm of their distance from 1, where 0.9999 and 0.99 are as far apart as 0.99 and 0. */
    static Scale cosine(Collection<Double> values) {
        double near = values.stream().mapToDouble(v -> distance(v)).min().orElse(0.01);
        double far = values.stream().mapToDouble(v -> distance(v)).max().orElse(1);
        double low = Math.log10(far) + 0.08;
        double high = Math.log10(near) - 0.08;
        if (low - high < 0.5) {
            low += 0.25;
            high -= 0.25;
        }
        boolean dense = low - high < 2.2;
        List<Tick> ticks = new ArrayList<>();
        ticks.add(new Tick(-1, "-1"));
        ticks.add(new Tick(0, "0"));
        ticks.add(new Tick(0.5, "0.5"));
        for (int nines = 1; nines <= 6; nines++) {
            double unit = Math.pow(10, -nines);
            for (int digit : dense ? new int[] {2, 1, 5} : new int[] {1}) {
                double value = 1 - (digit == 5 ? 0.5 : digit) * unit;
                ticks.add(new Tick(value, Numbers.significant(value, 8).replaceFirst("0+$", "")));
            }
        }
        return with(low, high, v -> Math.log10(distance(v)), ticks);
    }

    private static double distance(double cosine) {
        return Math.max(1 - cosine, NEAREST);
    }
}
