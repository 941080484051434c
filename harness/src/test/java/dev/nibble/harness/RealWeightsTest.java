package dev.nibble.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.quantize.WeightError;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quantizers on all 36 matrices of all-MiniLM-L6-v2's linear layers. */
class RealWeightsTest {
    private final Registry registry = PluginRegistry.load(getClass().getClassLoader());

    @ParameterizedTest
    @ValueSource(ints = {4, 3, 2})
    void hqqIsBetterThanRoundToNearestOnEveryMatrix(int bits) {
        Format format = registry.format("affine:bits=" + bits + ",group=64");
        try (TensorFile model = ModelSource.open(ModelSource.MINILM)) {
            assertThat(MiniLmEncoder.linearWeights()).hasSize(36);
            for (String name : MiniLmEncoder.linearWeights()) {
                Tensor weights = model.tensor(name);
                WeightError rtn = error("rtn", name, weights, format);
                WeightError hqq = error("hqq", name, weights, format);
                assertThat(hqq.relative()).as("relative error of %s", name).isLessThan(rtn.relative());
                assertThat(hqq.meanAbs()).as("mean absolute error of %s", name).isLessThan(rtn.meanAbs());
            }
        }
    }

    private WeightError error(String quantizer, String name, Tensor weights, Format format) {
        Quantizer algorithm = registry.quantizer(quantizer);
        QuantizeRequest request =
                QuantizeRequest.of(name, weights, format, Settings.of(algorithm.options(), Map.of()), 1);
        return WeightError.between(weights, new Quantization(registry).quantize(algorithm, request).tensor());
    }
}
