package dev.nibble.runtime.pipeline;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.PluginInfo;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.Preparation;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.quantizer.Refiner;
import dev.nibble.api.quantizer.Stage;
import dev.nibble.runtime.quantize.JointQuantizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Stages that make one quantizer, so that whatever takes a quantizer takes a pipeline too. Its name is its text; its options
 * are those of its stages, as {@code stage.option}, with the text's values as defaults.
 *
 * <p>Holds each stage to its word: a {@link Preparation} must keep the layer's function or declare that it changes it, a
 * {@link Refiner} must keep the parameters or declare that it chooses them anew. A stage's own refusal and a breach of
 * invariance are {@link IllegalArgumentException}s that name the stage.
 */
public final class Pipeline implements JointQuantizer {
    private final List<Step> steps;

    private Pipeline(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /**
     * The pipeline of a text such as {@code awq:clip=true | hqq | gptq}.
     *
     * @throws dev.nibble.api.plugin.NoSuchPluginException if the registry has no such stage; the message lists those there are
     * @throws IllegalArgumentException if the text is none, stages stand in an order that cannot be, nothing in it
     *     quantizes, or a stage has no such option or value
     */
    public static Pipeline parse(String text, Registry registry) {
        List<StageText> texts = StageText.parse(text);
        StageNames names = StageNames.of(registry);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            StageText it = texts.get(i);
            boolean twice = texts.stream().filter(other -> other.name().equals(it.name())).count() > 1;
            Stage stage = names.find(texts.size() == 1 ? "quantizer" : "stage", it.name());
            steps.add(new Step(stage, it, twice ? i + 1 + "." + it.name() : it.name()));
        }
        requireOrder(text, steps, names);
        return new Pipeline(steps);
    }

    private static void requireOrder(String text, List<Step> steps, StageNames names) {
        int reached = 0;
        boolean quantizes = false;
        String before = "";
        for (Step step : steps) {
            String name = step.stage().name();
            int rank = rank(step.stage());
            if (rank == reached && (rank == 1 || rank == 3)) {
                throw new IllegalArgumentException("pipeline '" + text + "' has two " + kind(rank) + "s, '" + before + "' and '"
                        + name + "'; leave one out");
            }
            if (rank < reached) {
                throw new IllegalArgumentException("in pipeline '" + text + "' the " + kind(rank) + " '" + name
                        + "' stands after the " + kind(reached) + " '" + before
                        + "'; the order is preparations, quantizer, refiners, activation quantizer");
            }
            quantizes |= rank == 1 || rank == 2;
            reached = rank;
            before = name;
        }
        if (!quantizes) {
            throw new IllegalArgumentException("nothing in pipeline '" + text + "' quantizes the weights; it needs "
                    + names.finishing());
        }
    }

    private static int rank(Stage stage) {
        return switch (stage) {
            case Preparation _ -> 0;
            case Quantizer _ -> 1;
            case Refiner _ -> 2;
            case ActivationQuantizer _ -> 3;
        };
    }

    private static String kind(int rank) {
        return List.of("preparation", "quantizer", "refiner", "activation quantizer").get(rank);
    }

    /** What is written beside results: version, origin and digest of each stage, in order. */
    public PluginInfo info(Registry registry) {
        List<PluginInfo> infos = steps.stream().map(step -> registry.info(step.stage())).toList();
        return new PluginInfo("pipeline", name(), joined(infos, PluginInfo::version), joined(infos, PluginInfo::origin),
                joined(infos, PluginInfo::sha256));
    }

    private static String joined(List<PluginInfo> infos, Function<PluginInfo, String> part) {
        return infos.stream().map(part).collect(Collectors.joining(StageText.SEPARATOR));
    }

    /** The stages in order. */
    public List<Stage> stages() {
        return steps.stream().map(Step::stage).toList();
    }

    @Override
    public String name() {
        return steps.stream().map(step -> step.text().toString()).collect(Collectors.joining(StageText.SEPARATOR));
    }

    @Override
    public String version() {
        return steps.stream().map(step -> step.stage().version()).collect(Collectors.joining(StageText.SEPARATOR));
    }

    @Override
    public String description() {
        return steps.stream().map(step -> step.stage().description()).collect(Collectors.joining("; then "));
    }

    @Override
    public List<Option> options() {
        return steps.stream().flatMap(step -> step.options().stream()).toList();
    }

    @Override
    public Set<Need> needs() {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        steps.forEach(step -> needs.addAll(step.stage().needs()));
        return needs;
    }

    @Override
    public Support supports(Format format) {
        Support support = Support.yes();
        for (Step step : steps) {
            support = support.and(step.supports(format));
        }
        return support;
    }

    @Override
    public boolean joins(Settings settings) {
        return steps.stream().anyMatch(step -> step.joint(settings).isPresent());
    }

    @Override
    public QuantizeResult quantize(QuantizeRequest request) {
        return quantizeTogether(List.of(request)).getFirst();
    }

    @Override
    public List<QuantizeResult> quantizeTogether(List<QuantizeRequest> requests) {
        PipelineGroup group = PipelineGroup.of(requests);
        steps.forEach(group::apply);
        return group.results();
    }
}
