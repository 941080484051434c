package dev.nibble.runtime.pipeline;

import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Requirement;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.format.Format;
import dev.nibble.api.quantizer.JointPreparation;
import dev.nibble.api.quantizer.Stage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stage at its place in a pipeline.
 *
 * @param stage the plugin
 * @param text as the user wrote it
 * @param key what its options are called by in the pipeline's: its name, with its place before it where the name stands
 *     twice
 */
record Step(Stage stage, StageText text, String key) {
    /** @throws IllegalArgumentException if the text sets what the stage does not know, or to a value that cannot be */
    Step {
        try {
            Settings.of(stage.options(), text.settings());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("stage '" + text + "': " + e.getMessage(), e);
        }
    }

    /** The stage's options under the pipeline's names, with the text's values as defaults. */
    List<Option> options() {
        return stage.options().stream()
                .map(option -> new Option(key + "." + option.name(), option.kind(),
                        text.settings().getOrDefault(option.name(), option.defaultValue()), option.choices(),
                        option.description()))
                .toList();
    }

    /** The stage's own settings out of those of the pipeline. */
    Settings settings(Settings all) {
        Map<String, String> own = new LinkedHashMap<>();
        stage.options().forEach(option -> own.put(option.name(), all.text(key + "." + option.name())));
        return Settings.of(stage.options(), own);
    }

    /** The stage, if it can treat layers that share an input as one and the pipeline's settings ask for that. */
    Optional<JointPreparation> joint(Settings all) {
        return stage instanceof JointPreparation joint && joint.joins(settings(all)) ? Optional.of(joint) : Optional.empty();
    }

    /** Its answer, each requirement under its name. */
    Support supports(Format format) {
        return new Support(stage.supports(format).requirements().stream()
                .map(it -> new Requirement(stage.name() + ", " + it.name(), it.required(), it.found(), it.met()))
                .toList());
    }
}
