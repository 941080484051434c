package dev.nibble.benchmarks.race;

import dev.nibble.benchmarks.contender.Contender;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Times contenders on one case. Each is checked, then warmed up; then come rounds in which each is timed for a slice, in
 * another order each time, so that nobody always follows the same one; then each is checked again. Who was wrong once gets
 * no time.
 */
public final class Race {
    private static final long ORDER_SEED = 1;

    private final Pace pace;
    private final Consumer<String> progress;

    /** @param progress is told what is going on, a line at a time */
    public Race(Pace pace, Consumer<String> progress) {
        this.pace = pace;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @param contenders by name
     * @return a result for each name, in the same order
     */
    public Map<String, Result> run(Map<String, Contender> contenders) {
        Map<String, Lane> lanes = new LinkedHashMap<>();
        Map<String, String> wrong = new LinkedHashMap<>();
        contenders.forEach((name, contender) -> {
            Lane lane = new Lane(contender);
            lane.check().ifPresentOrElse(what -> wrong.put(name, what), () -> lanes.put(name, lane));
        });
        warmUp(lanes);
        time(List.copyOf(lanes.values()));
        lanes.forEach((name, lane) -> lane.check().ifPresent(what -> wrong.put(name, "after timing: " + what)));
        Map<String, Result> results = new LinkedHashMap<>();
        contenders.keySet().forEach(name -> results.put(name, wrong.containsKey(name)
                ? new Result.Wrong(wrong.get(name))
                : new Result.Timed(lanes.get(name).samples(), lanes.get(name).allocatedBytesPerCall())));
        return results;
    }

    private void warmUp(Map<String, Lane> lanes) {
        lanes.forEach((name, lane) -> {
            progress.accept("warming up " + name);
            Quiet.await();
            lane.warmUp(pace);
        });
        // Once more, and shorter: warming up one may have changed code that another shares.
        Pace again = new Pace(1, pace.slice(), 2, pace.slice(), pace.leastWarmUp());
        lanes.values().forEach(lane -> {
            Quiet.await();
            lane.warmUp(again);
        });
        System.gc();
    }

    private void time(List<Lane> lanes) {
        progress.accept(pace.rounds() + " rounds of " + lanes.size());
        List<Lane> order = new ArrayList<>(lanes);
        RandomGenerator random = new SplittableRandom(ORDER_SEED);
        for (int round = 0; round < pace.rounds(); round++) {
            Collections.shuffle(order, random);
            for (Lane lane : order) {
                Quiet.await();
                lane.time(pace);
            }
        }
    }
}
