package dev.nibble.algorithms.gptq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TriangularFactorTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 47, 48, 49, 97, 150})
    void multipliesToTheMatrix(int n) throws NotPositiveDefiniteException {
        double[][] matrix = Layers.gram(Layers.inputs(2 * n, n, 7));
        TriangularFactor factor = TriangularFactor.of(lower(matrix));
        double[][] l = factor.unitLower();
        for (int i = 0; i < n; i++) {
            assertThat(l[i][i]).isEqualTo(1);
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int p = 0; p <= j; p++) {
                    sum += l[i][p] * factor.diagonal()[p] * l[j][p];
                }
                assertThat(sum).isCloseTo(matrix[i][j], within(1e-12 * Math.sqrt(matrix[i][i] * matrix[j][j])));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 60, 99})
    void namesTheRowThatDependsOnThoseBefore(int dependent) {
        double[][] x = Layers.inputs(300, 100, 8);
        for (double[] row : x) {
            row[dependent] = dependent == 0 ? 0 : row[0] + 2 * row[dependent - 1];
        }
        assertThatThrownBy(() -> TriangularFactor.of(lower(Layers.gram(x))))
                .isInstanceOfSatisfying(NotPositiveDefiniteException.class, e -> assertThat(e.row()).isEqualTo(dependent));
    }

    private static double[][] lower(double[][] matrix) {
        double[][] lower = new double[matrix.length][];
        Arrays.setAll(lower, i -> Arrays.copyOf(matrix[i], i + 1));
        return lower;
    }
}
