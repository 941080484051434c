package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.SlowerThanFloat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What a reader should take home, in sentences made from the data. What the data do not tell is not said. */
final class Findings {
    /** A sentence and what it is about. */
    record Finding(String topic, String sentence) {}

    private static final double STILL_CLOSE = 0.95;
    /** Times whose quartiles lie further apart than this share of the median are not built upon. */
    private static final double STEADY = 0.15;

    private final Run run;
    private final List<Place> places;
    private final List<SlowerThanFloat> slow;

    Findings(Run run, List<Place> places, List<SlowerThanFloat> slow) {
        this.run = run;
        this.places = places;
        this.slow = slow;
    }

    /** Most important first. */
    List<Finding> sentences() {
        List<Finding> found = new ArrayList<>();
        wrong().ifPresent(found::add);
        bestAtFourToFiveBits().ifPresent(found::add);
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
        return Optional.of(new Finding("Correctness", Numbers.count(wrong.size(), "result") + " "
                + (wrong.size() == 1 ? "is" : "are") + " wrong; the worst is "
                + what + " with an error of " + Numbers.plain(ratio) + " times its bound. It got no time."));
    }

    private Optional<Finding> bestAtFourToFiveBits() {
        return ModelPoint.of(run, "cosine.mean").stream()
                .filter(p -> p.bits() >= 4 && p.bits() <= 5)
                .max(Comparator.comparingDouble(p -> p.value("cosine.mean")))
                .map(p -> new Finding("Best at 4 to 5 bits per weight", p.name() + " keeps a mean cosine of "
                        + Numbers.cosine(p.value("cosine.mean"))
                        + " to the float model at " + Numbers.bits(p.bits()) + " bits per weight."));
    }

    private Optional<Finding> smallestStillClose() {
        return ModelPoint.of(run, "cosine.mean").stream()
                .filter(p -> p.value("cosine.mean") >= STILL_CLOSE)
                .min(Comparator.comparingDouble(ModelPoint::bits).thenComparing(p -> -p.value("cosine.mean")))
                .map(p -> new Finding("Smallest still close", p.name() + " stays at or above a mean cosine of " + STILL_CLOSE + " with "
                        + Numbers.bits(p.bits()) + " bits per weight (cosine "
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

    /** Built on steady times where there are any; else the doubt is told. */
    private Optional<Finding> fastest() {
        Optional<Gain> steady = places.stream()
                .flatMap(place -> Gain.of(place, row -> spread(row) <= STEADY).stream())
                .max(Comparator.comparingDouble(Gain::ratio));
        Optional<Gain> any = places.stream()
                .flatMap(place -> Gain.of(place, _ -> true).stream())
                .max(Comparator.comparingDouble(Gain::ratio));
        return steady.or(() -> any).map(gain -> new Finding("Fastest against float",
                told(gain) + doubt(steady.isPresent(), gain, any.orElseThrow())));
    }

    private static String doubt(boolean steady, Gain told, Gain any) {
        if (!steady) {
            return " No such pair of times is steady (quartiles within " + Numbers.percent(100 * STEADY)
                    + " of the median): bench it before you build on it.";
        }
        return told.ratio() < 1 && any.ratio() >= 1
                ? " That counts steady times only; less steady ones say otherwise: " + told(any)
                : "";
    }

    private static String told(Gain gain) {
        Row<Cell.KernelCell> best = gain.quantized();
        String float32 = gain.floats().cell().kernel();
        String where = " at " + Names.place(best.cell()) + " (" + TimeSection.time(best, Place.HOT) + " hot, "
                + TimeSection.percent(best, "ceiling.percent.hot") + " of the measured ceiling).";
        return gain.ratio() >= 1
                ? best.cell().kernel() + " on " + best.cell().format() + " is " + Numbers.times(gain.ratio())
                        + " as fast as " + float32 + where
                : "no quantized kernel beats float; the closest, " + best.cell().kernel() + " on " + best.cell().format()
                        + ", takes " + Numbers.times(1 / gain.ratio()) + " the time of " + float32 + where;
    }

    /** The distance between the quartiles of the hot times over their median. */
    private static double spread(Row<Cell.KernelCell> row) {
        Quartiles q = Quartiles.of(row.metric(Place.HOT).orElseThrow().samples());
        return (q.upper() - q.lower()) / q.median();
    }

    /** The fastest quantized path of a place and the fastest float path. */
    private record Gain(Row<Cell.KernelCell> quantized, Row<Cell.KernelCell> floats) {
        static Optional<Gain> of(Place place, Predicate<Row<Cell.KernelCell>> wanted) {
            Place among = new Place(place.title(), place.rows().stream().filter(wanted).toList());
            // The float path is the fastest of all: one that is not wanted must not leave the comparison to a slower one.
            return place.floatPath().filter(wanted)
                    .flatMap(floats -> among.quantized().map(quantized -> new Gain(quantized, floats)));
        }

        double ratio() {
            return Place.hot(floats) / Place.hot(quantized);
        }
    }

    private Optional<Finding> slow() {
        if (slow.isEmpty()) {
            return Optional.empty();
        }
        long quantized = places.stream().filter(p -> p.floatPath().isPresent()).flatMap(p -> p.rows().stream())
                .filter(r -> !Names.isFloat(r.cell())).count();
        SlowerThanFloat worst = slow.stream().max(Comparator.comparingDouble(SlowerThanFloat::ratio)).orElseThrow();
        long kernels = slow.stream().map(Findings::kernel).distinct().count();
        return Optional.of(new Finding("Slower than float", slow.size() + " of "
                + Numbers.count(quantized, "quantized path") + " " + (slow.size() == 1 ? "is" : "are")
                + " slower than the float path, from " + Numbers.count(kernels, "kernel") + "; the worst "
                + Numbers.times(worst.ratio()) + " (" + kernel(worst) + ")."));
    }

    private static String kernel(SlowerThanFloat path) {
        return ((Cell.KernelCell) path.trace().cell()).kernel();
    }
}
