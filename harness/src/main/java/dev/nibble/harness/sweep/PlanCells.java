package dev.nibble.harness.sweep;

import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Shape;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.cell.CalibrationTexts;
import dev.nibble.harness.cell.Cases;
import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.cell.FallbackPolicy;
import dev.nibble.harness.cell.HostThreads;
import dev.nibble.harness.cell.SequentialCalibration;
import dev.nibble.harness.cell.SequentialMode;
import dev.nibble.harness.trace.Cell;
import dev.nibble.models.calibrate.CalibrationFile;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.plan.TensorPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Turns plans into cells. What is in a plan and cannot be is an error here, before anything runs. */
public final class PlanCells {
    private static final String MODEL_SHAPES = "model:";

    private final Registry registry;
    private final List<String> deviceIds;
    private final Pairings pairings;

    public PlanCells(Registry registry) {
        this.registry = registry;
        Devices devices = Devices.of(registry);
        this.deviceIds = devices.found().stream().map(device -> device.info().id()).toList();
        this.pairings = new Pairings(registry, devices);
    }

    /**
     * All cells of a plan, kernels before models. Combinations that cannot run are among them, to be recorded as refused.
     *
     * @throws UsageException if a pattern matches nothing, or a value cannot be
     */
    public List<Cell> of(Plan plan) {
        Set<Cell> cells = new LinkedHashSet<>();
        plan.kernels().forEach(part -> addKernels(part, cells));
        plan.models().forEach(part -> addModels(part, cells));
        if (!plan.models().isEmpty() && (plan.sentences() < 3 || plan.sentences() > CellTask.ALL_SENTENCES)) {
            throw new UsageException("sentences must be 3 to " + CellTask.ALL_SENTENCES + ", not " + plan.sentences());
        }
        if (cells.isEmpty()) {
            throw new UsageException("the plan has no cells: give it 'kernels' or 'models'");
        }
        return List.copyOf(cells);
    }

    private void addKernels(Plan.KernelPart part, Set<Cell> cells) {
        List<String> ops = Patterns.select("operation", part.ops(), names(registry.ops()));
        List<Format> formats = formats(part.formats());
        Set<List<Long>> shapes = shapes(part.shapes(), formats.getFirst());
        List<String> devices = Patterns.select("device", part.devices(), deviceIds);
        List<String> chosen = Patterns.select("kernel", part.kernels(), names(registry.kernels()));
        List<Kernel> kernels = chosen.stream().map(registry::kernel).filter(kernel -> ops.contains(kernel.op())).toList();
        if (kernels.isEmpty()) {
            throw new UsageException("none of the kernels " + String.join(", ", chosen) + " implements "
                    + String.join(" or ", ops));
        }
        List<Cell.KernelCell> all = new ArrayList<>();
        for (String text : part.activations()) {
            String activation = Cases.text(Activation.of(text));
            for (List<Long> shape : shapes) {
                for (long m : part.m()) {
                    requirePositive("m", m);
                    for (Format format : formats) {
                        for (Kernel kernel : kernels) {
                            for (String device : devices) {
                                for (int threads : part.threads()) {
                                    all.add(new Cell.KernelCell(kernel.op(), format.text(), shape, m, activation,
                                            kernel.name(), device, HostThreads.orAll(threads), part.timed()));
                                }
                            }
                        }
                    }
                }
            }
        }
        cells.addAll(pairings.kernels(all));
    }

    private void addModels(Plan.ModelPart part, Set<Cell> cells) {
        List<String> quantizers = quantizers(part.quantizers());
        String calibration = calibration(part.calibration());
        List<String> devices = Patterns.select("device", part.devices(), deviceIds);
        String fallback = FallbackPolicy.of(part.fallback()).text();
        List<String> sequential = sequential(part);
        for (String name : quantizers) {
            Quantizer quantizer = registry.quantizer(name);
            Map<String, String> settings = settings(quantizer, part.settings());
            for (Format format : formats(part.formats())) {
                for (String device : pairings.models(format, devices)) {
                    for (int threads : part.threads()) {
                        sequential.forEach(calibrated -> cells.add(new Cell.ModelCell(part.model(), name, settings, format.text(),
                                fallback, device, HostThreads.orAll(threads), part.seed(), calibration, calibrated)));
                    }
                }
            }
        }
    }

    /** Patterns choose among quantizers; what is a pipeline, or the name of another stage, stands for itself. */
    private List<String> quantizers(List<String> texts) {
        Set<String> chosen = new LinkedHashSet<>();
        List<String> others = new ArrayList<>(names(registry.preparations()));
        others.addAll(names(registry.refiners()));
        others.addAll(names(registry.activationQuantizers()));
        for (String text : texts) {
            chosen.addAll(text.contains("|") || text.contains(":") || others.contains(text)
                    ? List.of(registry.quantizer(text).name())
                    : Patterns.select("quantizer", List.of(text), names(registry.quantizers())));
        }
        return List.copyOf(chosen);
    }

    /** The file's absolute path, for workers and reports; it must be a calibration. */
    private static String calibration(String file) {
        if (file.isEmpty()) {
            return "";
        }
        Path path = Path.of(file).toAbsolutePath().normalize();
        if (Files.notExists(path)) {
            throw new UsageException("there is no calibration " + file + " here; 'nibble calibrate MODEL -o " + file
                    + " --gram' makes it");
        }
        CalibrationFile.claimedHash(path);
        return path.toString();
    }

    /** The sequential calibrations of a part's cells; empty for none. */
    private static List<String> sequential(Plan.ModelPart part) {
        List<SequentialMode> modes = part.sequential().stream().map(SequentialMode::of).distinct().toList();
        if (!part.text().isEmpty() && modes.equals(List.of(SequentialMode.NONE))) {
            throw new UsageException("texts are for sequential calibration, which is not asked for; 'nibble calibrate --text "
                    + part.text() + "' captures the float model's statistics on them");
        }
        try {
            CalibrationTexts texts = part.text().isEmpty() ? CalibrationTexts.addresses() : CalibrationTexts.read(Path.of(part.text()));
            return modes.stream().map(mode -> mode == SequentialMode.NONE ? "" : new SequentialCalibration(mode, texts).text()).toList();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** Those that differ from their defaults: who spells a default out means the same cell. */
    private static Map<String, String> settings(Quantizer quantizer, Map<String, String> given) {
        try {
            Settings.of(quantizer.options(), given);
            Map<String, String> settings = new TreeMap<>(given);
            quantizer.options().forEach(option -> settings.computeIfPresent(
                    option.name(), (_, value) -> isDefault(option, value) ? null : value));
            return settings;
        } catch (IllegalArgumentException e) {
            throw new UsageException("quantizer " + quantizer.name() + ": " + e.getMessage());
        }
    }

    private static boolean isDefault(Option option, String value) {
        return switch (option.kind()) {
            case NUMBER -> Double.parseDouble(value) == Double.parseDouble(option.defaultValue());
            case INTEGER -> Long.parseLong(value) == Long.parseLong(option.defaultValue());
            case FLAG, CHOICE, TEXT -> value.equals(option.defaultValue());
        };
    }

    /** Plain floats first: what comes after is compared with them. */
    private List<Format> formats(List<String> texts) {
        if (texts.isEmpty()) {
            throw new UsageException("a plan needs at least one format, for example affine:bits=4,group=64");
        }
        List<Format> formats = new ArrayList<>(texts.stream().map(registry::format).toList());
        formats.sort(Comparator.comparing(format -> !format.text().startsWith("dense:")));
        return formats;
    }

    private static Set<List<Long>> shapes(List<String> texts, Format format) {
        Set<List<Long>> shapes = new LinkedHashSet<>();
        for (String text : texts) {
            if (text.startsWith(MODEL_SHAPES)) {
                try (TensorFile file = ModelSource.open(text.substring(MODEL_SHAPES.length()))) {
                    TensorPlan.of(file, format, List.of(), List.of()).in(TensorPlan.State.QUANTIZED).forEach(line ->
                            shapes.add(Arrays.stream(line.info().shape().toArray()).boxed().toList()));
                }
            } else {
                shapes.add(shape(text));
            }
        }
        return shapes;
    }

    private static List<Long> shape(String text) {
        if (!text.matches("\\d{1,12}(x\\d{1,12})*")) {
            throw new UsageException("a shape is rows x columns, for example 1536x384, or model:NAME for the shapes of a "
                    + "model's linear layers, not '" + text + "'");
        }
        List<Long> shape = Arrays.stream(text.split("x")).map(Long::valueOf).toList();
        shape.forEach(extent -> requirePositive("an extent of shape " + text, extent));
        try {
            Shape.of(shape.stream().mapToLong(Long::longValue).toArray()).elements();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UsageException("shape " + text + " cannot be: " + e.getMessage());
        }
        return shape;
    }

    private static void requirePositive(String what, long value) {
        if (value < 1) {
            throw new UsageException(what + " must be at least 1, not " + value);
        }
    }

    private static List<String> names(List<? extends Plugin> plugins) {
        return plugins.stream().map(Plugin::name).toList();
    }
}
