package dev.nibble.harness.report;

import dev.nibble.harness.trace.Environment;
import dev.nibble.harness.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where the numbers come from: machine, JVM, devices with their ceilings, and the digests of all plugins. */
final class EnvironmentSection implements Section {
    private final Map<String, Environment> byKey = new LinkedHashMap<>();

    EnvironmentSection(Run run) {
        run.traces().stream().map(Trace::environment).forEach(e -> byKey.putIfAbsent(e.key(), e));
    }

    @Override
    public String id() {
        return "environment";
    }

    @Override
    public String title() {
        return "Environment";
    }

    @Override
    public String emptyBecause() {
        return byKey.isEmpty() ? "The traces of this run carry no environment." : "";
    }

    private Table facts() {
        List<String> titles = new ArrayList<>(List.of("fact"));
        byKey.keySet().forEach(k -> titles.add(byKey.size() == 1 ? "value" : "environment " + shortKey(k)));
        Table table = new Table(titles.toArray(String[]::new));
        TreeSet<String> names = new TreeSet<>();
        byKey.values().forEach(e -> names.addAll(e.facts().keySet()));
        for (String name : names) {
            List<String> cells = new ArrayList<>(List.of(name));
            byKey.values().forEach(e -> cells.add(value(name, e.facts().getOrDefault(name, "–"))));
            table.row(cells.toArray(String[]::new));
        }
        List<String> keys = new ArrayList<>(List.of("key"));
        keys.addAll(byKey.keySet());
        return table.row(keys.toArray(String[]::new));
    }

    private static String shortKey(String key) {
        return key.length() <= 10 ? key : key.substring(0, 10);
    }

    /** Ceilings are read by people as GB/s and GFLOP/s; everything else is shown as it was recorded. */
    private static String value(String name, String value) {
        String unit = name.endsWith("ytesPerSecond") ? " GB/s" : name.endsWith("flopsPerSecond") ? " GFLOP/s" : "";
        if (unit.isEmpty() || !value.matches("[0-9.]+([eE][+-]?[0-9]+)?")) {
            return value;
        }
        return Numbers.plain(Double.parseDouble(value) / 1e9) + unit;
    }

    private Table plugins() {
        Map<String, TreeSet<String>> digests = new TreeMap<>();
        byKey.values().forEach(e -> e.plugins().forEach((name, digest) ->
                digests.computeIfAbsent(name, _ -> new TreeSet<>()).add(digest)));
        Table table = new Table("plugin", "SHA-256");
        digests.forEach((name, found) -> found.forEach(digest -> table.row(name, digest)));
        return table;
    }

    @Override
    public void html(Markup out) {
        if (byKey.size() > 1) {
            out.element("p", byKey.size() + " environments: numbers from different ones cannot be compared.", "class", "lead");
        }
        facts().html(out);
        out.element("h3", "Plugins");
        Table plugins = plugins();
        if (plugins.isEmpty()) {
            out.element("p", "No trace names a plugin.", "class", "empty");
        } else {
            plugins.html(out);
        }
    }

    @Override
    public void markdown(StringBuilder out) {
        facts().markdown(out);
        plugins().markdown(out);
    }
}
