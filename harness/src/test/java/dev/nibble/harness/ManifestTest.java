package dev.nibble.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.format.Format;
import dev.nibble.api.op.Int8Affine;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.harness.ManifestClaims.Claim;
import dev.nibble.models.file.SafetensorsFile;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every row of the goldens' manifest that an algorithm of Nibble claims, run by its text: the relative error must be that of
 * the reference, and that of outputs where the row has them. Codes and parameters are compared in the algorithms' own tests.
 * Where the reference is defective in some rows of the matrix, all others must be the reference's. Prints which rows are
 * covered, and names the rest.
 */
class ManifestTest {
    private static final Path GOLDENS = Path.of("../../shared/goldens");

    private final Registry registry = PluginRegistry.load(getClass().getClassLoader());

    @Test
    void everyClaimedRowHasTheErrorOfItsReference() throws Exception {
        assumeTrue(Files.isDirectory(GOLDENS), "needs the goldens in ../shared beside the project");
        JsonNode rows = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build()
                .readTree(GOLDENS.resolve("manifest.json").toFile()).get("results");
        Map<String, Integer> covered = new TreeMap<>();
        List<String> onPurpose = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        try (TensorFile inputs = SafetensorsFile.open(GOLDENS.resolve("inputs.safetensors"))) {
            for (JsonNode json : rows) {
                Row row = new Row(json, inputs);
                Optional<Claim> claim = ManifestClaims.of(row.family(), row.matrix(), row.config());
                if (claim.isEmpty()) {
                    rest.add(row.name());
                } else if (!claim.get().otherwise().isEmpty()) {
                    differsOnlyWhereItMeansTo(claim.get(), row);
                    onPurpose.add(row.name() + " in rows " + claim.get().otherwise());
                } else {
                    meets(claim.get(), row);
                    covered.merge(row.family(), 1, Integer::sum);
                }
            }
        }
        int count = covered.values().stream().mapToInt(n -> n).sum();
        System.out.println("Goldens' manifest: " + count + " of " + rows.size() + " rows covered " + covered + "; " + onPurpose.size()
                + " differ on purpose: " + String.join(", ", onPurpose) + "; not: " + String.join(", ", rest));
        assertThat(count).isGreaterThanOrEqualTo(128);
        assertThat(rest).as("rows of no algorithm here").isEmpty();
    }

    /** A row of the manifest and what it was made from. */
    private record Row(JsonNode json, TensorFile inputs) {
        String family() {
            return json.get("family").asString();
        }

        String matrix() {
            return json.get("matrix").asString();
        }

        String config() {
            return json.get("config").asString();
        }

        String name() {
            return family() + "." + matrix() + "." + config();
        }

        Tensor weights() {
            return inputs.tensor(matrix());
        }

        Tensor activations() {
            return inputs.tensor("x_" + matrix());
        }

        /** An array that the reference made. */
        float[] golden(String array) throws IOException {
            try (TensorFile file = SafetensorsFile.open(GOLDENS.resolve(family() + "." + matrix() + ".safetensors"))) {
                return values(file.tensor(config() + "/" + array));
            }
        }
    }

    /** What the claim's text makes of the weights, in their order. */
    private float[] decoded(Claim claim, Row row) {
        Tensor weights = row.weights();
        if (claim.rowLength() > 0) {
            weights = Tensor.of(Shape.of(weights.shape().elements() / claim.rowLength(), claim.rowLength()), values(weights));
        }
        Quantizer quantizer = registry.quantizer(claim.quantizer());
        Format format = registry.format(claim.format());
        Optional<ActivationStats> activations = quantizer.needs().isEmpty()
                ? Optional.empty()
                : Optional.of(stats(row.activations()));
        QuantizeResult result = new Quantization(registry).quantize(quantizer, new QuantizeRequest(
                row.name(), weights, format, Settings.defaults(quantizer.options()), activations, 1));
        return values(QuantizedWeight.of(result).decode());
    }

    private void meets(Claim claim, Row row) throws IOException {
        float[] decoded = decoded(claim, row);
        if (row.json().has("rel_fro")) {
            double expected = row.json().get("rel_fro").asDouble();
            assertThat(relativeError(values(row.weights()), decoded)).as("relative error of %s", row.name())
                    .isCloseTo(expected, within(claim.tolerance() * expected));
        }
        if (claim.int8Activations()) {
            meetsOutputs(claim, row, decoded);
        }
    }

    /** Outputs in float64 of the rounded activations and weights, against those of the float layer and of the reference. */
    private static void meetsOutputs(Claim claim, Row row, float[] decoded) throws IOException {
        int k = row.weights().shape().rowLength();
        float[] x = values(row.activations());
        float[] rounded = new float[x.length];
        float[] token = new float[k];
        for (int from = 0; from < x.length; from += k) {
            System.arraycopy(x, from, token, 0, k);
            Int8Affine int8 = Int8Affine.ofRow(token, k);
            for (int i = 0; i < k; i++) {
                rounded[from + i] = int8.decode(int8.code(token[i]));
            }
        }
        double[] outputs = outputs(rounded, decoded, k);
        double[] floats = outputs(x, values(row.weights()), k);
        // The reference adds in float32: so far its outputs are from float64 ones.
        double rounding = row.json().has("out_vs_f64_maxdiff") ? row.json().get("out_vs_f64_maxdiff").asDouble() : 0;
        double meanSquare = Math.pow(distance(floats, new double[floats.length]), 2) / floats.length;
        double expected = row.json().get("out_rel_fro").asDouble();
        assertThat(relativeError(floats, outputs)).as("relative error of outputs of %s", row.name())
                .isCloseTo(expected, within(claim.tolerance() * expected + rounding / Math.sqrt(meanSquare)));
        if (rounding > 0) {
            float[] golden = row.golden("out");
            for (int i = 0; i < golden.length; i++) {
                assertThat((double) golden[i]).as("output %d of %s", i, row.name())
                        .isCloseTo(outputs[i], within(1.01 * rounding));
            }
        }
    }

    private static double[] outputs(float[] x, float[] weights, int k) {
        double[] outputs = new double[x.length / k * (weights.length / k)];
        int at = 0;
        for (int token = 0; token < x.length; token += k) {
            for (int channel = 0; channel < weights.length; channel += k) {
                double sum = 0;
                for (int i = 0; i < k; i++) {
                    sum += (double) x[token + i] * weights[channel + i];
                }
                outputs[at++] = sum;
            }
        }
        return outputs;
    }

    /** In the rows that the claim names nothing is NaN and nothing worse than the reference's; the others are the reference's. */
    private void differsOnlyWhereItMeansTo(Claim claim, Row row) throws IOException {
        float[] decoded = decoded(claim, row);
        float[] weights = values(row.weights());
        float[] golden = row.golden("dequant");
        int cols = row.weights().shape().rowLength();
        for (int r = 0; r < weights.length / cols; r++) {
            float[] w = Arrays.copyOfRange(weights, r * cols, (r + 1) * cols);
            float[] ours = Arrays.copyOfRange(decoded, r * cols, (r + 1) * cols);
            float[] theirs = Arrays.copyOfRange(golden, r * cols, (r + 1) * cols);
            if (claim.otherwise().contains(r)) {
                assertThat(distance(w, ours)).as("row %d of %s", r, row.name()).isFinite();
                assertThat(distance(w, ours) >= distance(w, theirs)).as("row %d of %s is no better", r, row.name()).isFalse();
            } else {
                assertThat(distance(theirs, ours)).as("row %d of %s", r, row.name())
                        .isLessThanOrEqualTo(1e-6 * distance(theirs, new float[cols]));
            }
        }
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

    private static float[] values(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        float[] row = new float[tensor.shape().rowLength()];
        for (int r = 0; r < tensor.shape().rows(); r++) {
            tensor.readRow(r, row);
            System.arraycopy(row, 0, values, r * row.length, row.length);
        }
        return values;
    }

    private static double relativeError(float[] values, float[] approximate) {
        return distance(values, approximate) / distance(values, new float[values.length]);
    }

    private static double distance(float[] a, float[] b) {
        return distance(doubles(a), doubles(b));
    }

    private static double relativeError(double[] values, double[] approximate) {
        return distance(values, approximate) / distance(values, new double[values.length]);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow(a[i] - b[i], 2);
        }
        return Math.sqrt(sum);
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
