package dev.nibble.models.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Calibration;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.eval.EvalTexts;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CaptureTest {
    private static final List<String> TEXTS = EvalTexts.earlierAddresses().subList(0, 5);

    private static Calibration capture(TensorFile model, Tokenizer tokenizer, List<String> told) {
        return new Capture(CaptureOptions.standard(), (done, of) -> told.add(done + "/" + of)).ofTexts(model, tokenizer, TEXTS);
    }

    @Test
    void allLayersOfMiniLmAreCapturedInOnePassAndAlwaysAlike() {
        List<String> told = new ArrayList<>();
        try (TensorFile model = ModelSource.open(ModelSource.MINILM); Tokenizer tokenizer = Tokenizer.minilm()) {
            Calibration calibration = capture(model, tokenizer, told);
            assertThat(calibration.layers().keySet().stream().map(name -> name + ".weight").collect(Collectors.toSet()))
                    .containsExactlyInAnyOrderElementsOf(MiniLmEncoder.linearWeights());
            assertThat(told.getLast()).isEqualTo("5/5");
            long tokens = TEXTS.stream().mapToLong(text -> tokenizer.encode(text).length).sum();
            calibration.layers().values().forEach(stats -> assertThat(stats.rows()).isEqualTo(tokens));
            ActivationStats q = calibration.layer("encoder.layer.3.attention.self.query.weight").orElseThrow();
            ActivationStats k = calibration.layer("encoder.layer.3.attention.self.key.weight").orElseThrow();
            assertThat(q.samples().orElseThrow().sameBytes(k.samples().orElseThrow())).as("one input, one sample").isTrue();
            assertThat(q.inputRange()).isEqualTo(k.inputRange());
            List<List<String>> groups = calibration.sharedInputs(MiniLmEncoder.linearWeights());
            assertThat(groups).hasSize(4 * 6).filteredOn(group -> group.size() > 1).hasSize(6).allSatisfy(group -> assertThat(group)
                    .extracting(name -> name.replaceAll("encoder.layer.\\d.", ""))
                    .containsExactly("attention.self.query.weight", "attention.self.key.weight", "attention.self.value.weight"));
            assertThat(q.outputRange()).isNotEqualTo(k.outputRange());
            assertThat(q.outputRange().orElseThrow().batches()).isEqualTo(5);
            assertThat(capture(model, tokenizer, told).contentHash()).isEqualTo(calibration.contentHash());
        }
    }

    @Test
    void theInputOfTheFirstLayerIsTheNormalisedEmbedding() {
        try (TensorFile model = ModelSource.open(ModelSource.MINILM); Tokenizer tokenizer = Tokenizer.minilm()) {
            ActivationStats stats = capture(model, tokenizer, new ArrayList<>())
                    .layer("encoder.layer.0.attention.self.query").orElseThrow();
            float[] row = new float[stats.channels()];
            stats.samples().orElseThrow().readRow(0, row);
            float[] weight = new float[row.length];
            float[] bias = new float[row.length];
            model.tensor("embeddings.LayerNorm.weight").readRow(0, weight);
            model.tensor("embeddings.LayerNorm.bias").readRow(0, bias);
            double mean = 0;
            for (int i = 0; i < row.length; i++) {
                mean += (row[i] - bias[i]) / weight[i] / row.length;
            }
            assertThat(mean).as("before scale and shift the norm's rows have mean 0").isCloseTo(0, within(1e-5));
        }
    }

    @Test
    void textsToCalibrateOnAreNotThoseToMeasureOn() {
        assertThat(EvalTexts.earlierAddresses()).hasSize(400).doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(EvalTexts.addresses());
    }
}
