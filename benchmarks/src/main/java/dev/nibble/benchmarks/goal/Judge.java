package dev.nibble.benchmarks.goal;

import dev.nibble.benchmarks.contender.Case;
import dev.nibble.benchmarks.report.Measurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds measurements against goals. Compares only what was measured in one race: the same run and the same case. */
public final class Judge {
    private record RaceKey(String run, Case of) {}

    private Judge() {}

    /** A finding for each goal, case and entrant that was tried; goals of which nothing was tried have none. */
    public static List<Finding> judge(List<Goal> goals, List<Measurement> measurements) {
        Map<RaceKey, Map<String, Measurement>> races = new LinkedHashMap<>();
        for (Measurement one : measurements) {
            races.computeIfAbsent(new RaceKey(one.run(), one.of()), _ -> new LinkedHashMap<>()).put(one.name(), one);
        }
        List<Finding> findings = new ArrayList<>();
        for (Goal goal : goals) {
            races.forEach((key, race) -> {
                if (goal.concerns(key.of())) {
                    judged(goal, race.keySet()).forEach(name -> findings.add(judge(goal, race.get(name), race)));
                }
            });
        }
        return findings;
    }

    private static Set<String> judged(Goal goal, Set<String> measured) {
        Set<String> judged = new LinkedHashSet<>(goal.judged());
        judged.retainAll(measured);
        return judged;
    }

    private static Finding judge(Goal goal, Measurement judged, Map<String, Measurement> race) {
        if (judged.spread().isEmpty()) {
            return new Finding(goal, judged.of(), judged.name(), "", Double.NaN,
                    judged.served().isEmpty() ? "no kernel" : "no time");
        }
        return switch (goal.measure()) {
            case BANDWIDTH -> new Finding(goal, judged.of(), judged.name(), "read bandwidth", judged.percentOfBandwidth(),
                    judged.bandwidth() > 0 ? "" : "the bandwidth was not measured");
            case ALLOCATION -> new Finding(goal, judged.of(), judged.name(), "", -judged.allocatedBytes(), "");
            case SPEED -> speed(goal, judged, race);
        };
    }

    private static Finding speed(Goal goal, Measurement judged, Map<String, Measurement> race) {
        Optional<Measurement> fastest = goal.peers().stream()
                .map(race::get)
                .filter(peer -> peer != null && peer.spread().isPresent())
                .min(Comparator.comparingDouble(Measurement::median));
        return fastest
                .map(peer -> new Finding(goal, judged.of(), judged.name(), peer.name(), peer.median() / judged.median(), ""))
                .orElseGet(() -> new Finding(goal, judged.of(), judged.name(), "", Double.NaN,
                        "no peer has a time: " + String.join(", ", goal.peers())));
    }
}
