package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Environment;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Metric.Better;
import dev.nibble.harness.trace.Metric.Role;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/** A run as a real sweep might leave it: all verdicts, some fallbacks, slow paths; made from a seed. */
final class SyntheticRun {
    static final String NASTY = "jvm.<b>&\"evil\"</script>";
    private static final List<String> KERNELS = List.of(
            "jvm.linear.dense", "jvm.linear.reference", "jvm.linear.int4", "jvm.linear.int8", "jvm.linear.lut", NASTY);
    private static final List<String> FORMATS = List.of(
            "dense:f32", "affine:bits=8,group=64,axis=1,zero=float", "affine:bits=4,group=64,axis=1,zero=float",
            "affine:bits=3,group=64,axis=1,zero=float", "nf4:block=64");
    private static final long[][] SHAPES = {{1, 384, 384}, {1, 1536, 384}, {16, 384, 384}, {16, 384, 1536}};

    private final Random random = new Random(7);
    private final List<Trace> traces = new ArrayList<>();
    private final Environment environment;

    private SyntheticRun() {
        Map<String, String> facts = Map.of(
                "jdk", "Temurin-25.0.1+8", "os", "Linux 6.1 amd64", "cpu", "AMD EPYC 9B14, 2 cores, AVX-512", "memory", "15.6 GiB",
                "device.jvm", "Vector API, 512 bit", "nibble", "0.1.0-SNAPSHOT", "ceiling.bytesPerSecond", "2.13E10",
                "ceiling.cachedBytesPerSecond", "1.24E11", "ceiling.flopsPerSecond", "9.87E10",
                "flags", "--add-modules=jdk.incubator.vector -Xmx4g");
        Map<String, String> plugins = Map.of("algorithms-basic", "3f".repeat(32), "algorithms-hqq", "a7".repeat(32),
                "kernels-jvm", "0c".repeat(32));
        environment = new Environment(facts, plugins, "e41c0f9b22d7a8");
    }

    static List<Trace> traces() {
        SyntheticRun run = new SyntheticRun();
        run.models();
        run.kernels();
        return run.traces;
    }

    static Run run() {
        return new Run("demo", traces(), 0);
    }

    /** Writes traces as a sweep does, over two files. */
    static Path write(Path folder, List<Trace> traces) throws IOException {
        Files.createDirectories(folder.resolve("traces"));
        JsonMapper json = JsonMapper.builder().build();
        StringBuilder[] files = {new StringBuilder(), new StringBuilder()};
        for (int i = 0; i < traces.size(); i++) {
            files[i % 2].append(json.writeValueAsString(traces.get(i))).append('\n');
        }
        Files.writeString(folder.resolve("traces/host-1.jsonl"), files[0]);
        Files.writeString(folder.resolve("traces/host-2.jsonl"), files[1]);
        return folder;
    }

    private void add(Cell cell, Outcome outcome, double seconds) {
        String id = String.format(Locale.ROOT, "%08x%04x", cell.text().hashCode(), traces.size());
        String started = String.format(Locale.ROOT, "2026-01-31T10:%02d:%02dZ", traces.size() / 60, traces.size() % 60);
        traces.add(new Trace(id, cell, outcome, environment, started, seconds, outcome instanceof Outcome.Failed ? 2 : 1,
                "nibble " + (cell instanceof Cell.ModelCell ? "eval" : "bench") + " --only '" + cell.text() + "'", List.of()));
    }

    private void models() {
        int[] bits = {8, 4, 3, 2};
        double[] errors = {0.0047, 0.079, 0.17, 0.39};
        double[] distance = {0.0001, 0.041, 0.19, 0.85};
        Map<String, Double> quantizers = new LinkedHashMap<>(Map.of("rtn", 1.0));
        quantizers.put("range", 0.965);
        quantizers.put("hqq", 0.9);
        quantizers.put("hqq-ref", 0.94);
        quantizers.forEach((name, factor) -> {
            for (int i = 0; i < bits.length; i++) {
                String format = "affine:bits=" + bits[i] + ",group=64,axis=1,zero=float";
                double gain = Math.pow(factor, i + 1);
                model(name, format, bits[i] + 1.0, errors[i] * gain, distance[i] * gain * gain, i == 3 ? 12 : 0);
            }
        });
        model("rtn", "nf4:block=64", 4.5, 0.072, 0.029, 36);
        model("rtn", "fp8:e4m3fn,per=row", 8.02, 0.027, 0.003, 36);
        model("rtn", "affine:bits=4,group=128,axis=1,zero=float,params=f16", 4.25, 0.083, 0.045, 0);
        add(new Cell.ModelCell("minilm", "awq", Map.of(), "affine:bits=4,group=64,axis=1,zero=float", "reference", "jvm", 2, 1),
                new Outcome.Unsupported(List.of("needs calibration: give --calibration FILE")), 0.1);
    }

    private void model(String quantizer, String format, double bits, double error, double distance, int fallbacks) {
        Map<String, Double> tensors = new LinkedHashMap<>();
        for (int layer = 0; layer < 6; layer++) {
            for (String part : List.of("attention.query", "attention.key", "attention.value", "attention.output", "intermediate", "output")) {
                tensors.put("encoder.layer." + layer + "." + part + ".weight", error * Math.exp(0.16 * random.nextGaussian()));
            }
        }
        List<String> notes = new ArrayList<>(List.of("kept embeddings.word_embeddings.weight: not a linear layer"));
        if (fallbacks > 0) {
            notes.add("fell back to jvm.linear.reference for linear " + format + ": no fast kernel serves it (" + fallbacks + " layers)");
        }
        double worst = tensors.values().stream().mapToDouble(d -> d).max().orElseThrow();
        List<Metric> metrics = List.of(
                one("cosine.mean", "", Role.PRIMARY, Better.HIGHER, 1 - distance),
                one("cosine.min", "", Role.SECONDARY, Better.HIGHER, 1 - Math.min(1.1, distance * 2.4)),
                one("spearman", "", Role.SECONDARY, Better.HIGHER, 1 - distance * 0.8),
                one("weight.error.mean", "", Role.SECONDARY, Better.LOWER, error),
                one("weight.error.max", "", Role.SECONDARY, Better.LOWER, worst),
                one("bits.per.weight", "bits", Role.SECONDARY, Better.LOWER, bits),
                one("quantize.seconds", "s", Role.SECONDARY, Better.LOWER, 0.4 + random.nextDouble()),
                one("eval.seconds", "s", Role.SECONDARY, Better.LOWER, 1.5 + random.nextDouble()),
                one("fallback.layers", "", Role.SECONDARY, Better.LOWER, fallbacks),
                one("tensors.quantized", "", Role.SECONDARY, Better.NEITHER, 36),
                one("tensors.total", "", Role.SECONDARY, Better.NEITHER, 103));
        add(new Cell.ModelCell("minilm", quantizer, Map.of(), format, "reference", "jvm", 2, 1),
                new Outcome.Passed(metrics, notes, tensors), 3);
    }

    private void kernels() {
        for (long[] shape : SHAPES) {
            for (String kernel : KERNELS) {
                for (String format : FORMATS) {
                    boolean dense = kernel.endsWith("dense");
                    if (dense == format.startsWith("dense:")) {
                        Cell.KernelCell cell = new Cell.KernelCell("linear", format, List.of(shape[1], shape[2]), shape[0], "f32",
                                kernel, "jvm", 2, true);
                        add(cell, outcome(cell), 1.5);
                    }
                }
            }
        }
        add(new Cell.KernelCell("embedding", FORMATS.get(2), List.of(30522L, 384L), 8, "f32", "jvm.embedding.reference", "jvm", 1, false),
                new Outcome.Passed(List.of(one("error.ratio", "", Role.SECONDARY, Better.LOWER, 0.2)), List.of(), Map.of()), 0.4);
    }

    private Outcome outcome(Cell.KernelCell cell) {
        String kernel = cell.kernel();
        String bits = cell.format().replaceAll(".*bits=(\\d).*", "$1");
        if (kernel.equals("jvm.linear.int4") && !bits.equals("4") || kernel.equals("jvm.linear.int8") && !bits.equals("8")
                || kernel.equals(NASTY) && bits.equals("3")) {
            return new Outcome.Unsupported(List.of("format: required affine with bits=" + kernel.replaceAll("\\D", "") + ", found " + cell.format()));
        }
        if (kernel.equals(NASTY) && bits.equals("8") && cell.m() == 16) {
            return new Outcome.Wrong("element 17 is NaN: output was not written", 0.75, 1432.5, 17);
        }
        if (kernel.equals("jvm.linear.lut") && bits.equals("3") && cell.weight().getFirst() == 1536) {
            return new Outcome.Failed("crash", "worker died with signal 11", "# A fatal error has been detected\n# SIGSEGV <0xb> & pc=0x7f\n# Problematic frame: jvm.lut");
        }
        if (kernel.equals("jvm.linear.lut") && cell.format().startsWith("nf4") && cell.weight().getLast() == 1536) {
            return new Outcome.TimedOut(30, "preparing tables ...");
        }
        return timed(cell, bits);
    }

    private Outcome timed(Cell.KernelCell cell, String bits) {
        double work = cell.m() * cell.weight().get(0) * cell.weight().get(1);
        double perElement = switch (cell.kernel()) {
            case "jvm.linear.dense" -> 0.11;
            case "jvm.linear.reference" -> 4.1;
            case "jvm.linear.int4" -> 0.042;
            case "jvm.linear.int8" -> 0.06;
            case "jvm.linear.lut" -> cell.m() == 1 ? 0.07 : 0.16;
            default -> 0.09;
        };
        double[] hot = samples(work * perElement + 2500, 18, 0.03);
        double[] cold = samples(work * perElement * 1.3 + 9000, 12, 0.12);
        List<Metric> metrics = List.of(
                Metric.ofSamples("time.hot", "ns", Role.PRIMARY, Better.LOWER, hot),
                Metric.ofSamples("time.cold", "ns", Role.SECONDARY, Better.LOWER, cold),
                one("error.ratio", "", Role.SECONDARY, Better.LOWER, 0.1 + random.nextDouble() / 3),
                one("ceiling.percent.hot", "%", Role.SECONDARY, Better.HIGHER, 3.6 / perElement),
                one("ceiling.percent.cold", "%", Role.SECONDARY, Better.HIGHER, 2.1 / perElement));
        List<String> notes = new ArrayList<>(List.of("hot: stopped after 18 samples: relative noise 0.8 % below 2 %"));
        if (perElement > 0.11) {
            notes.add("slower than the float path (jvm.linear.dense) at this shape: 1.4x; reason class: "
                    + (perElement > 1 ? "no fast kernel" : "layout"));
        }
        return new Outcome.Passed(metrics, notes, Map.of());
    }

    private double[] samples(double median, int n, double spread) {
        return random.ints(n, 0, 1).mapToDouble(_ -> median * Math.exp(Math.abs(spread * random.nextGaussian()))).toArray();
    }

    private static Metric one(String name, String unit, Role role, Better better, double value) {
        return Metric.of(name, unit, role, better, value);
    }
}
