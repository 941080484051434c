package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a reader should take home, in sentences made from the data. What the data do not tell is not said. */
final class Findings {
    /** A sentence and what it is about. */
    record Finding(String topic, String sentence) {}

    private static final double STILL_CLOSE = 0.95;

    private final Run run;
    private final List<Place> places;

    Findings(Run run, List<Place> places) {
        this.run = run;
        this.places = places;
    }

    /** Most important first. */
    List<Finding> sentences() {
        List<Finding> found = new ArrayList<>();
        wrong().ifPresent(found::add);
        bestAtFourBits().ifPresent(found::add);
        smallestStillClose().ifPresent(found::add);
        bestQuantizer().ifPresent(found::add);
        fastest().ifPresent(found::add);
        slow().ifPresent(found::add);
        return found;
    }

    private Optional<Finding> wrong() {
        List<Row<Cell>> wrong = run.all().stream().filter(r -> r.verdict() == Verdict.WRONG).toList();
        if (wrong.isEmpty()) {
            return Optional.empty();
        }
        Row<Cell> worst = wrong.stream().max(Comparator.comparingDouble(
                r -> ((Outcome.Wrong) r.trace().outcome()).worstRatio())).orElseThrow();
        String what = worst.cell() instanceof Cell.KernelCell k ? k.kernel() + " on " + k.format() : worst.cell().text();
        double ratio = ((Outcome.Wrong) worst.trace().outcome()).worstRatio();
        return Optional.of(new Finding("Correctness", Numbers.count(wrong.size(), "result") + " " + (wrong.size() == 1 ? "is" : "are") + " wrong; the worst is "
                + what + " with an error of " + Numbers.plain(ratio) + " times its bound. It got no time."));
    }

    private Optional<Finding> bestAtFourBits() {
        return ModelPoint.of(run, "cosine.mean").stream()
                .filter(p -> p.bits() >= 4 && p.bits() < 5)
                .max(Comparator.comparingDouble(p -> p.value("cosine.mean")))
                .map(p -> new Finding("Best at 4 bits", p.name() + " keeps a mean cosine of " + Numbers.cosine(p.value("cosine.mean"))
                        + " to the float model at " + Numbers.significant(p.bits(), 3) + " bits per weight."));
    }

    private Optional<Finding> smallestStillClose() {
        return ModelPoint.of(run, "cosine.mean").stream()
                .filter(p -> p.value("cosine.mean") >= STILL_CLOSE)
                .min(Comparator.comparingDouble(ModelPoint::bits).thenComparing(p -> -p.value("cosine.mean")))
                .map(p -> new Finding("Smallest still close", p.name() + " stays at or above a mean cosine of " + STILL_CLOSE + " with "
                        + Numbers.significant(p.bits(), 3) + " bits per weight (cosine "
                        + Numbers.cosine(p.value("cosine.mean")) + ")."));
    }

    /** Which quantizer has the least weight error most often, among formats that several of them made. */
    private Optional<Finding> bestQuantizer() {
        Map<String, List<ModelPoint>> byFormat = new TreeMap<>();
        ModelPoint.of(run, "weight.error.mean").forEach(p -> byFormat
                .computeIfAbsent(p.row().cell().model() + '\n' + p.row().cell().format(), _ -> new ArrayList<>()).add(p));
        byFormat.values().removeIf(points -> points.size() < 2);
        Map<String, Integer> wins = new TreeMap<>();
        byFormat.values().forEach(points -> wins.merge(points.stream()
                .min(Comparator.comparingDouble(p -> p.value("weight.error.mean"))).orElseThrow().series(), 1, Integer::sum));
        return wins.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(e -> new Finding("Best quantizer", e.getKey() + " has the least weight error in " + e.getValue() + " of "
                        + Numbers.count(byFormat.size(), "format") + " that more than one quantizer made."));
    }

    private Optional<Finding> fastest() {
        Map<Place, Double> gains = new HashMap<>();
        places.forEach(p -> p.floatPath().ifPresent(f ->
                p.quantized().ifPresent(q -> gains.put(p, Place.hot(f) / Place.hot(q)))));
        return places.stream().filter(gains::containsKey).max(Comparator.comparingDouble(gains::get)).map(p -> {
            Row<Cell.KernelCell> best = p.quantized().orElseThrow();
            String float32 = p.floatPath().orElseThrow().cell().kernel();
            double gain = gains.get(p);
            String where = " at " + Names.place(best.cell()) + " (" + TimeSection.time(best, Place.HOT) + " hot, "
                    + TimeSection.percent(best, "ceiling.percent.hot") + " of the measured ceiling).";
            return new Finding("Fastest against float", gain >= 1
                    ? best.cell().kernel() + " on " + best.cell().format() + " is " + Numbers.times(gain)
                            + " as fast as " + float32 + where
                    : "no quantized kernel beats float; the closest, " + best.cell().kernel() + " on " + best.cell().format()
                            + ", takes " + Numbers.times(1 / gain) + " the time of " + float32 + where);
        });
    }

    private Optional<Finding> slow() {
        List<SlowPath> slow = SlowPath.of(places);
        if (slow.isEmpty()) {
            return Optional.empty();
        }
        long quantized = places.stream().filter(p -> p.floatPath().isPresent()).flatMap(p -> p.rows().stream())
                .filter(r -> !Names.isFloat(r.cell())).count();
        Set<String> kernels = new HashSet<>();
        slow.forEach(s -> kernels.add(s.row().cell().kernel()));
        return Optional.of(new Finding("Slower than float", slow.size() + " of " + Numbers.count(quantized, "quantized path") + " " + (slow.size() == 1 ? "is" : "are")
                + " slower than the float path, from " + Numbers.count(kernels.size(), "kernel") + "; the worst "
                + Numbers.times(slow.getFirst().ratio()) + " (" + slow.getFirst().row().cell().kernel() + ")."));
    }
}
