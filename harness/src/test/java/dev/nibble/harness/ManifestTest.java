package dev.nibble.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.SafetensorsFile;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.registry.PluginRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every row of the goldens' manifest that an algorithm of Nibble claims, run by its text: the relative error must be that of
 * the reference. Codes and parameters are compared in the algorithms' own tests. Prints which rows are covered, and names the
 * rest.
 */
class ManifestTest {
    private static final Path GOLDENS = Path.of("../../shared/goldens");
    private static final Pattern HQQ = Pattern.compile("b(\\d)_g(\\d+)_ax(\\d)");
    private static final Pattern RTN = Pattern.compile("int(\\d)_(sym_restricted|asym_floatmin|asym_intzero)_g(\\d+)(?:_llmawq)?");
    private static final Pattern QUANTO = Pattern.compile("qint(\\d)_max_g(\\d+)_(float|zp)");

    private final Registry registry = PluginRegistry.load(getClass().getClassLoader());

    /** What makes the row of a reference. */
    private record Claim(String quantizer, String format, double tolerance) {}

    @Test
    void everyClaimedRowHasTheErrorOfItsReference() throws Exception {
        assumeTrue(Files.isDirectory(GOLDENS), "needs the goldens in ../shared beside the project");
        JsonNode rows = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build()
                .readTree(GOLDENS.resolve("manifest.json").toFile()).get("results");
        Map<String, Integer> covered = new TreeMap<>();
        List<String> rest = new ArrayList<>();
        try (TensorFile inputs = SafetensorsFile.open(GOLDENS.resolve("inputs.safetensors"))) {
            for (JsonNode row : rows) {
                String family = row.get("family").asString();
                String name = family + "." + row.get("matrix").asString() + "." + row.get("config").asString();
                Optional<Claim> claim = claim(family, row.get("config").asString());
                // The reference divides a row of zeros by its scale of zero.
                boolean isNumber = row.has("rel_fro") && Double.isFinite(row.get("rel_fro").asDouble(Double.NaN));
                if (claim.isPresent() && isNumber) {
                    meets(claim.get(), name, row, inputs);
                    covered.merge(family, 1, Integer::sum);
                } else {
                    rest.add(name);
                }
            }
        }
        int count = covered.values().stream().mapToInt(n -> n).sum();
        System.out.println("Goldens' manifest: " + count + " of " + rows.size() + " rows covered " + covered + "; not: "
                + String.join(", ", rest));
        assertThat(count).isGreaterThanOrEqualTo(85);
        assertThat(rest).noneMatch(name -> name.startsWith("hqq.") || name.startsWith("awq.") || name.startsWith("autoawq."));
    }

    private void meets(Claim claim, String name, JsonNode row, TensorFile inputs) {
        Tensor weights = inputs.tensor(row.get("matrix").asString());
        Quantizer quantizer = registry.quantizer(claim.quantizer());
        Format format = registry.format(claim.format());
        Optional<ActivationStats> activations = quantizer.needs().isEmpty()
                ? Optional.empty()
                : Optional.of(stats(inputs.tensor("x_" + row.get("matrix").asString())));
        QuantizeResult result = new Quantization(registry).quantize(quantizer, new QuantizeRequest(
                name, weights, format, Settings.defaults(quantizer.options()), activations, 1));
        double expected = row.get("rel_fro").asDouble();
        assertThat(relativeError(weights, QuantizedWeight.of(result).decode())).as("relative error of %s", name)
                .isCloseTo(expected, within(claim.tolerance() * expected));
    }

    private static Optional<Claim> claim(String family, String config) {
        return switch (family) {
            case "hqq" -> match(HQQ, config).map(m -> exact("hqq:compat=reference",
                    "affine:bits=" + m.group(1) + ",group=" + m.group(2) + ",axis=" + m.group(3)));
            // Clips that are on a tie in the reference move codes; outputs are held to 1e-3 in the module's own test.
            case "awq" -> Optional.of(new Claim("awq:compat=llm-awq,clip=true | rtn", "affine:bits=4,group=128,zero=int", 1e-2));
            case "autoawq" -> Optional.of(new Claim("awq:compat=autoawq,clip=true,duo=" + config.endsWith("_duo") + " | rtn",
                    "affine:bits=4,group=128,zero=int", 1e-2));
            case "quanto" -> quanto(config);
            case "bnb" -> bitsandbytes(config);
            case "rtn" -> rtn(config);
            default -> Optional.empty();
        };
    }

    private static Optional<Claim> quanto(String config) {
        return switch (config) {
            case "qint8_absmax_ax0" -> Optional.of(exact("rtn", "affine:bits=8,per=row,zero=none"));
            case "qf8_e4m3fn_absmax_ax0" -> Optional.of(exact("rtn", "fp8:e4m3fn,per=row"));
            case "qf8_e5m2_absmax_ax0" -> Optional.of(exact("rtn", "fp8:e5m2,per=row"));
            default -> match(QUANTO, config).map(m -> exact("rtn", "affine:bits=" + m.group(1) + ",group=" + m.group(2) + ",zero="
                    + (m.group(3).equals("float") ? "float" : "int")));
        };
    }

    private static Optional<Claim> bitsandbytes(String config) {
        return switch (config) {
            case "nf4_bs64_plain" -> Optional.of(exact("rtn", "nf4:block=64"));
            case "nf4_bs64_dq" -> Optional.of(exact("rtn", "nf4:block=64,double=256"));
            case "fp4_bs64_plain" -> Optional.of(exact("rtn", "fp4:block=64"));
            case "fp4_bs64_dq" -> Optional.of(exact("rtn", "fp4:block=64,double=256"));
            case "int8_vectorwise" -> Optional.of(exact("rtn", "affine:bits=8,per=row,zero=none"));
            default -> Optional.empty();
        };
    }

    private static Optional<Claim> rtn(String config) {
        return switch (config) {
            case "int8_absmax_per_row_sym127" -> Optional.of(exact("rtn", "affine:bits=8,per=row,zero=none"));
            case "int8_absmax_per_tensor" -> Optional.of(exact("rtn", "affine:bits=8,per=tensor,zero=none"));
            default -> match(RTN, config).map(m -> exact("rtn", "affine:bits=" + m.group(1) + ",group=" + m.group(3) + ",zero="
                    + Map.of("sym_restricted", "none", "asym_floatmin", "float", "asym_intzero", "int").get(m.group(2))));
        };
    }

    private static Claim exact(String quantizer, String format) {
        return new Claim(quantizer, format, 1e-5);
    }

    private static Optional<Matcher> match(Pattern pattern, String text) {
        return Optional.of(pattern.matcher(text)).filter(Matcher::matches);
    }

    /** Moments of inputs, all rows of which are in the sample. */
    private static ActivationStats stats(Tensor x) {
        int k = x.shape().rowLength();
        long rows = x.shape().rows();
        double[] abs = new double[k];
        double[] square = new double[k];
        float[] min = new float[k];
        float[] max = new float[k];
        float[] row = new float[k];
        for (long r = 0; r < rows; r++) {
            x.readRow(r, row);
            for (int i = 0; i < k; i++) {
                abs[i] += Math.abs(row[i]) / (double) rows;
                square[i] += (double) row[i] * row[i] / rows;
                min[i] = Math.min(min[i], row[i]);
                max[i] = Math.max(max[i], row[i]);
            }
        }
        return new ActivationStats(rows, vector(abs), vector(square), Tensor.of(Shape.of(k), min), Tensor.of(Shape.of(k), max),
                Optional.of(x), Optional.empty());
    }

    private static Tensor vector(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(Shape.of(floats.length), floats);
    }

    private static double relativeError(Tensor weights, Tensor decoded) {
        float[] w = new float[weights.shape().rowLength()];
        float[] d = new float[w.length];
        double error = 0;
        double norm = 0;
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, w);
            decoded.readRow(r, d);
            for (int i = 0; i < w.length; i++) {
                error += Math.pow((double) w[i] - d[i], 2);
                norm += Math.pow(w[i], 2);
            }
        }
        return Math.sqrt(error / norm);
    }
}
