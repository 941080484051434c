package dev.nibble.benchmarks;

import dev.nibble.benchmarks.contender.Case;
import dev.nibble.benchmarks.contender.Entrant;
import dev.nibble.benchmarks.goal.Goal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which entrants meet in which cases.
 *
 * @param races entrants by case
 */
record Plan(Map<Case, List<Entrant>> races) {
    /** What goals ask for and not more, each with the threads with which goals are judged. */
    static Plan ofGoals(List<Goal> goals, List<Entrant> entrants) {
        Map<Case, Set<String>> wanted = new LinkedHashMap<>();
        for (Goal goal : goals) {
            for (String shape : goal.shapes()) {
                for (Case.Mode mode : goal.modes()) {
                    Set<String> names = wanted.computeIfAbsent(
                            Case.of(shape, goal.m(), Goal.THREADS, mode), _ -> new LinkedHashSet<>());
                    names.addAll(goal.judged());
                    names.addAll(goal.peers());
                }
            }
        }
        Map<Case, List<Entrant>> races = new LinkedHashMap<>();
        wanted.forEach((of, names) -> races.put(of, entrants.stream().filter(it -> names.contains(it.name())).toList()));
        return new Plan(races);
    }

    /** All entrants in all cases of a grid. */
    static Plan ofGrid(List<String> shapes, List<Integer> rows, List<Integer> threads, List<Case.Mode> modes,
            List<Entrant> entrants) {
        Map<Case, List<Entrant>> races = new LinkedHashMap<>();
        for (String shape : shapes) {
            for (int m : rows) {
                for (int thread : threads) {
                    for (Case.Mode mode : modes) {
                        races.put(Case.of(shape, m, thread, mode), entrants);
                    }
                }
            }
        }
        return new Plan(races);
    }

    /** Only these cases, and those of them in which somebody takes part. */
    Plan where(Predicate<Case> wanted, Predicate<Entrant> admitted) {
        Map<Case, List<Entrant>> left = new LinkedHashMap<>();
        races.forEach((of, entrants) -> {
            List<Entrant> some = entrants.stream().filter(admitted).toList();
            if (wanted.test(of) && !some.isEmpty()) {
                left.put(of, some);
            }
        });
        return new Plan(left);
    }

    /** The cases with one shape of weight. */
    List<Case> cases(String shape) {
        return races.keySet().stream().filter(of -> of.shape().equals(shape)).toList();
    }

    /** All shapes, in order. */
    Set<String> shapes() {
        Set<String> shapes = new LinkedHashSet<>();
        races.keySet().forEach(of -> shapes.add(of.shape()));
        return shapes;
    }
}
