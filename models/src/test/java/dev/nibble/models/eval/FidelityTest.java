package dev.nibble.models.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FidelityTest {
    private static final List<float[]> REFERENCE = List.of(new float[] {1, 0}, new float[] {0.8f, 0.6f}, new float[] {0, 1});

    @Test
    void isOneForEqualEmbeddings() {
        assertThat(Fidelity.between(REFERENCE, REFERENCE).minCosine()).isCloseTo(1, within(1e-12));
        assertThat(Fidelity.between(REFERENCE, REFERENCE).spearman()).isCloseTo(1, within(1e-12));
    }

    @Test
    void takesMeanAndMinimumOfTheCosines() {
        List<float[]> turned = List.of(new float[] {0, 1}, new float[] {0.8f, 0.6f}, new float[] {0, 5});
        Fidelity fidelity = Fidelity.between(REFERENCE, turned);
        assertThat(fidelity.texts()).isEqualTo(3);
        assertThat(fidelity.minCosine()).isCloseTo(0, within(1e-7));
        assertThat(fidelity.meanCosine()).isCloseTo(2.0 / 3, within(1e-7));
    }

    @Test
    void correlatesRanksWithTies() {
        // Ranks 0 1.5 1.5 3 4 and 1 0 4 2.5 2.5: covariance 3.5, squares 9.5 and 9.5.
        assertThat(Spearman.correlation(new double[] {1, 2, 2, 4, 9}, new double[] {3, 1, 5, 4, 4}))
                .isCloseTo(3.5 / 9.5, within(1e-12));
        assertThat(Spearman.ranks(new double[] {5, 1, 5, 0})).containsExactly(2.5, 1, 2.5, 0);
        assertThat(Spearman.correlation(new double[] {1, 2, 3}, new double[] {9, 4, 1})).isCloseTo(-1, within(1e-12));
        assertThat(Spearman.correlation(new double[] {1, 2, 3}, new double[] {9, Double.NaN, 1})).isNaN();
    }

    @Test
    void refusesListsThatDoNotFit() {
        assertThatThrownBy(() -> Fidelity.between(REFERENCE, REFERENCE.subList(0, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 and 2");
    }

    @Test
    void bringsAHundredSentences() {
        assertThat(EvalTexts.addresses()).hasSize(100).doesNotHaveDuplicates()
                .allMatch(text -> text.length() >= 40 && text.length() <= 300);
    }

    @Test
    void readsTextsFromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("texts"), "# comment\n one \n\ntwo\nthree\n");
        assertThat(EvalTexts.of(file)).containsExactly("one", "two", "three");
        Files.writeString(file, "one\ntwo");
        assertThatThrownBy(() -> EvalTexts.of(file)).hasMessageContaining("has 2 texts");
        assertThatThrownBy(() -> EvalTexts.of(folder.resolve("absent"))).hasMessageContaining("absent");
    }
}
