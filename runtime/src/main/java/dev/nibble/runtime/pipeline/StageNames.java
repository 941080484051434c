package dev.nibble.runtime.pipeline;

import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.quantizer.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The stages that a registry has, by name. */
record StageNames(List<? extends Stage> preparations, List<? extends Stage> quantizers, List<? extends Stage> refiners,
        List<? extends Stage> activationQuantizers, List<String> problems) {
    static StageNames of(Registry registry) {
        return new StageNames(registry.preparations(), registry.quantizers(), registry.refiners(),
                registry.activationQuantizers(), registry.problems());
    }

    /**
     * The stage of that name.
     *
     * @param kind what it is called in the message, {@code quantizer} or {@code stage}
     * @throws NoSuchPluginException if there is none
     */
    Stage find(String kind, String name) {
        return Stream.of(preparations, quantizers, refiners, activationQuantizers).flatMap(List::stream)
                .filter(stage -> stage.name().equals(name)).findFirst()
                .orElseThrow(() -> new NoSuchPluginException("there is no " + kind + " '" + name + "'; " + known()
                        + (problems.isEmpty() ? "" : "; " + problems.size() + " plugin(s) could not be loaded: "
                                + String.join("; ", problems))));
    }

    private String known() {
        List<String> kinds = new ArrayList<>();
        add("there are: ", quantizers, kinds);
        add("before a quantizer: ", preparations, kinds);
        add("after one or alone: ", refiners, kinds);
        add("at the end: ", activationQuantizers, kinds);
        return kinds.isEmpty() ? "none is on the class path" : String.join("; ", kinds);
    }

    /** The names of stages that can end a pipeline. */
    String finishing() {
        String names = names(Stream.concat(quantizers.stream(), refiners.stream()).toList());
        return names.isEmpty() ? "a quantizer (none is on the class path)" : "one of " + names;
    }

    private static void add(String kind, List<? extends Plugin> stages, List<String> kinds) {
        if (!stages.isEmpty()) {
            kinds.add(kind + names(stages));
        }
    }

    private static String names(List<? extends Plugin> stages) {
        return stages.stream().map(Plugin::name).sorted().collect(Collectors.joining(", "));
    }
}
