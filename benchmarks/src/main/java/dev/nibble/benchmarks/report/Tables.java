package dev.nibble.benchmarks.report;

import dev.nibble.benchmarks.contender.Case;
import dev.nibble.benchmarks.contender.Formats;
import dev.nibble.benchmarks.goal.Finding;
import dev.nibble.benchmarks.goal.Goal;
import dev.nibble.benchmarks.goal.Goals;
import dev.nibble.benchmarks.race.Pace;
import dev.nibble.benchmarks.race.Spread;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Measurements and findings as Markdown. */
public final class Tables {
    private Tables() {}

    /** Machine, goals, what of these was not tried, and one table for each case with Nibble's speed against each peer. */
    public static String all(Map<String, String> machine, List<Finding> findings, List<Measurement> measurements) {
        StringBuilder text = new StringBuilder();
        machine.forEach((name, value) -> text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append("- rounds: ").append(rounds(measurements)).append('\n');
        text.append("\n### Goals\n\n").append(goals(findings)).append(notTried(findings));
        races(measurements).forEach((of, race) -> text.append("\n### ").append(of).append("\n\n").append(race(race)));
        return text.toString();
    }

    private static String rounds(List<Measurement> measurements) {
        IntSummaryStatistics rounds = measurements.stream().mapToInt(one -> one.nanos().length)
                .filter(samples -> samples > 0).summaryStatistics();
        if (rounds.getCount() == 0) {
            return "none";
        }
        int usual = Pace.USUAL.rounds();
        return (rounds.getMin() == rounds.getMax() ? "" : rounds.getMin() + " to ") + rounds.getMax()
                + (rounds.getMin() < usual ? ", fewer than the usual " + usual + ": a quick look, not a result to keep" : "");
    }

    private static String notTried(List<Finding> findings) {
        Set<String> tried = findings.stream().map(finding -> finding.goal().id()).collect(Collectors.toSet());
        String others = Goals.all().stream().map(Goal::id).filter(id -> !tried.contains(id)).collect(Collectors.joining(", "));
        return others.isEmpty() ? "" : "\nNot tried: " + others + ".\n";
    }

    /** One line for each finding. */
    public static String goals(List<Finding> findings) {
        if (findings.isEmpty()) {
            return "No goal was tried.\n";
        }
        MarkdownTable table = new MarkdownTable("goal", "case", "judged", "found", "asked", "against", "");
        for (Finding finding : findings) {
            Goal goal = finding.goal();
            table.row(goal.text(), finding.of().toString(), title(finding.judged()),
                    finding.remark().isEmpty() ? value(goal, finding.value()) : finding.remark(),
                    value(goal, goal.bound()), title(finding.peer()), finding.passed() ? "PASS" : "miss");
        }
        return table.toString();
    }

    private static String value(Goal goal, double value) {
        return switch (goal.measure()) {
            case SPEED -> number("%.2fx", value);
            case BANDWIDTH -> number("%.0f %%", value);
            case ALLOCATION -> number("%.0f B", -value + 0.0);
        };
    }

    /** Measurements by case, in order; what was measured of a case in another run is told apart. */
    public static Map<String, List<Measurement>> races(List<Measurement> measurements) {
        Map<String, List<Measurement>> races = new LinkedHashMap<>();
        for (Measurement one : measurements) {
            races.computeIfAbsent(one.of() + " (" + one.run() + ")", _ -> new ArrayList<>()).add(one);
        }
        return races;
    }

    /** One case: times with quartiles, and for each of Nibble's lines the speed against each peer. */
    public static String race(List<Measurement> race) {
        List<Measurement> peers = race.stream()
                .filter(((Predicate<Measurement>) Tables::isNibble).negate())
                .filter(one -> one.spread().isPresent())
                .toList();
        List<String> heads = new ArrayList<>(List.of("who", "served by", "us", "p25-p75", "MB", "% of bandwidth", "B/call"));
        peers.forEach(peer -> heads.add("vs " + peer.name()));
        MarkdownTable table = new MarkdownTable(heads.toArray(String[]::new));
        race.stream().filter(one -> one.spread().isPresent())
                .forEach(one -> table.row(cells(one, one.spread().get(), peers).toArray(String[]::new)));
        StringBuilder refused = new StringBuilder();
        for (Measurement one : race) {
            if (one.spread().isEmpty()) {
                refused.append("- ").append(title(one.name())).append(": ").append(one.refused()).append('\n');
            }
        }
        double bandwidth = race.getFirst().bandwidth();
        String read = bandwidth > 0 && race.getFirst().of().mode() == Case.Mode.COLD
                ? "\nRead bandwidth: " + number("%.1f", bandwidth / 1e9) + " GB/s.\n" : "";
        return (table.isEmpty() ? "" : table.toString()) + read + (refused.isEmpty() ? "" : "\nNot measured:\n\n" + refused);
    }

    private static List<String> cells(Measurement one, Spread spread, List<Measurement> peers) {
        List<String> cells = new ArrayList<>(List.of(
                title(one.name()),
                one.served(),
                micros(spread.median()),
                micros(spread.p25()) + "-" + micros(spread.p75()),
                number("%.1f", one.weightBytes() / 1e6),
                number("%.0f", one.percentOfBandwidth()),
                Long.toString(one.allocatedBytes())));
        for (Measurement peer : peers) {
            cells.add(isNibble(one) ? number("%.2fx", peer.median() / one.median()) : "");
        }
        return cells;
    }

    /** The name with the format's short name, if it has one. */
    private static String title(String name) {
        String[] words = name.split(" ");
        return words.length == 4 && words[0].equals("nibble")
                ? String.join(" ", words[0], Formats.shortName(words[1]), words[2], words[3])
                : name;
    }

    private static boolean isNibble(Measurement one) {
        return one.name().startsWith("nibble ");
    }

    private static String micros(double nanos) {
        double micros = nanos / 1000;
        return number(micros < 10 ? "%.2f" : micros < 100 ? "%.1f" : "%.0f", micros);
    }

    private static String number(String pattern, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, pattern, value);
    }
}
