package dev.nibble.benchmarks;

import dev.nibble.api.device.Device;
import dev.nibble.benchmarks.contender.Case;
import dev.nibble.benchmarks.contender.Contender;
import dev.nibble.benchmarks.contender.Entrant;
import dev.nibble.benchmarks.contender.Layer;
import dev.nibble.benchmarks.contender.NotRunnableException;
import dev.nibble.benchmarks.race.Pace;
import dev.nibble.benchmarks.race.Race;
import dev.nibble.benchmarks.race.Result;
import dev.nibble.benchmarks.report.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs the races of a plan. */
final class Comparison {
    private final String run;
    private final Device device;
    private final Pace pace;
    private final long coldBytes;
    private final Consumer<String> progress;

    /**
     * @param run name of this run
     * @param device measures the read bandwidth
     * @param coldBytes bytes of weight over which cold cases rotate
     * @param progress is told what is going on
     */
    Comparison(String run, Device device, Pace pace, long coldBytes, Consumer<String> progress) {
        this.run = run;
        this.device = device;
        this.pace = pace;
        this.coldBytes = coldBytes;
        this.progress = progress;
    }

    /** Races case by case; {@code sink} receives the measurements of each. */
    void run(Plan plan, Consumer<List<Measurement>> sink) {
        for (String shape : plan.shapes()) {
            List<Case> cases = plan.cases(shape);
            int most = cases.stream().mapToInt(Case::m).max().orElseThrow();
            Layer layer = new Layer(cases.getFirst().weight(), most);
            for (Case of : cases) {
                sink.accept(race(layer, of, plan.races().get(of)));
            }
        }
    }

    private List<Measurement> race(Layer layer, Case of, List<Entrant> entrants) {
        Map<String, Contender> contenders = new LinkedHashMap<>();
        Map<String, String> refused = new LinkedHashMap<>();
        try {
            for (Entrant entrant : entrants) {
                progress.accept(of + ": preparing " + entrant.name());
                try {
                    contenders.put(entrant.name(), entrant.prepare(layer, of, coldBytes));
                } catch (NotRunnableException e) {
                    refused.put(entrant.name(), e.getMessage());
                }
            }
            double before = bandwidth(of);
            Map<String, Result> results = new Race(pace, text -> progress.accept(of + ": " + text)).run(contenders);
            double bandwidth = Math.max(before, bandwidth(of));
            List<Measurement> measurements = new ArrayList<>();
            for (Entrant entrant : entrants) {
                String name = entrant.name();
                measurements.add(contenders.containsKey(name)
                        ? measurement(of, name, contenders.get(name), results.get(name), bandwidth)
                        : new Measurement(run, of, name, "", 0, 0, bandwidth, new double[0], -1, refused.get(name)));
            }
            return measurements;
        } finally {
            contenders.values().forEach(Contender::close);
        }
    }

    private Measurement measurement(Case of, String name, Contender contender, Result result, double bandwidth) {
        return switch (result) {
            case Result.Timed(double[] nanos, long allocated) -> new Measurement(run, of, name, contender.served(),
                    contender.weightBytes(), contender.copies(), bandwidth, nanos, allocated, "");
            case Result.Wrong(String what) -> new Measurement(run, of, name, contender.served(),
                    contender.weightBytes(), contender.copies(), bandwidth, new double[0], -1, "WRONG: " + what);
        };
    }

    /** Of memory, before and after each race of a cold case: machines that are shared change from minute to minute. */
    private double bandwidth(Case of) {
        if (of.mode() != Case.Mode.COLD) {
            return 0;
        }
        progress.accept(of + ": measuring the read bandwidth");
        return device.measureCeiling(of.threads()).bytesPerSecond();
    }
}
