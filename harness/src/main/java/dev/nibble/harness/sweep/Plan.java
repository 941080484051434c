package dev.nibble.harness.sweep;

import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.timing.TimingPolicy;
import java.util.List;
import java.util.Map;

/**
 * What a sweep goes through: the content of {@code plan.json}. Everything may be left out and then has its default.
 *
 * @param kernels parts of the sweep that prove and time kernels
 * @param models parts of the sweep that quantize and evaluate models
 * @param timing how kernels are timed
 * @param sentences how many sentences of the evaluation text are embedded
 */
public record Plan(List<KernelPart> kernels, List<ModelPart> models, TimingPolicy timing, Integer sentences) {
    /** All of something. */
    public static final String ALL = "*";

    public Plan {
        kernels = kernels == null ? List.of() : List.copyOf(kernels);
        models = models == null ? List.of() : List.copyOf(models);
        timing = timing == null ? TimingPolicy.quick() : timing;
        sentences = sentences == null ? CellTask.ALL_SENTENCES : sentences;
    }

    /** The same with another calibration for all of its models. */
    public Plan withCalibration(String file) {
        return new Plan(kernels, models.stream().map(part -> part.withCalibration(file)).toList(), timing, sentences);
    }

    /**
     * Kernels on cases: the product of all lists.
     *
     * @param ops names of operations
     * @param formats text forms
     * @param shapes of weights, for example {@code 1536x384}; {@code model:NAME} stands for the shapes of that model's
     *     linear layers
     * @param m rows of the dense operand
     * @param activations texts such as {@code f32}, {@code int8}
     * @param kernels patterns of names
     * @param devices patterns of ids
     * @param threads host threads; 0 for all cores
     * @param timed whether they are timed, or only proven
     */
    public record KernelPart(
            List<String> ops,
            List<String> formats,
            List<String> shapes,
            List<Long> m,
            List<String> activations,
            List<String> kernels,
            List<String> devices,
            List<Integer> threads,
            Boolean timed) {
        public KernelPart {
            ops = or(ops, "linear");
            formats = formats == null ? UsualFormats.SWEPT : List.copyOf(formats);
            shapes = or(shapes, "model:minilm");
            m = m == null ? List.of(1L, 16L) : List.copyOf(m);
            activations = or(activations, "f32");
            kernels = or(kernels, ALL);
            devices = or(devices, ALL);
            threads = threads == null ? List.of(0) : List.copyOf(threads);
            timed = timed == null || timed;
        }
    }

    /**
     * A model under quantizers and formats: the product of all lists.
     *
     * @param model path or name
     * @param quantizers patterns of names, and pipelines such as {@code awq | hqq}
     * @param settings settings of the quantizers that differ from their defaults
     * @param formats text forms
     * @param fallback {@code strict}, {@code reference} or {@code decode}
     * @param devices patterns of ids
     * @param threads host threads; 0 for all cores
     * @param seed for the quantizers
     * @param calibration file of statistics, which {@code nibble calibrate} makes; empty for none. Some quantizers need one, and
     *     for all of them the errors of the layers' outputs are then measured
     * @param sequential {@code none}, {@code plain} or {@code corrected}: whether each layer's statistics are those of the model
     *     with all layers before it quantized, and whether its weights are first corrected for the errors of these inputs
     * @param text file of the texts for that, one a line; empty for the 400 sentences that a calibration takes by default
     */
    public record ModelPart(
            String model,
            List<String> quantizers,
            Map<String, String> settings,
            List<String> formats,
            String fallback,
            List<String> devices,
            List<Integer> threads,
            Long seed,
            String calibration,
            List<String> sequential,
            String text) {
        public ModelPart {
            model = model == null ? "minilm" : model;
            quantizers = or(quantizers, ALL);
            settings = settings == null ? Map.of() : Map.copyOf(settings);
            formats = formats == null ? UsualFormats.SWEPT.stream().skip(1).toList() : List.copyOf(formats);
            fallback = fallback == null ? "strict" : fallback;
            devices = or(devices, ALL);
            threads = threads == null ? List.of(0) : List.copyOf(threads);
            seed = seed == null ? 1L : seed;
            calibration = calibration == null ? "" : calibration;
            sequential = sequential == null ? List.of("none") : List.copyOf(sequential);
            text = text == null ? "" : text;
        }

        ModelPart withCalibration(String file) {
            return new ModelPart(model, quantizers, settings, formats, fallback, devices, threads, seed, file, sequential, text);
        }
    }

    private static List<String> or(List<String> given, String otherwise) {
        return given == null ? List.of(otherwise) : List.copyOf(given);
    }
}
