package plugin.kmeans;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.format.Format;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.conformance.QuantizerConformance;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KmeansTest implements QuantizerConformance {
    @Override
    public Quantizer quantizer() {
        return new Kmeans();
    }

    @Override
    public Stream<Format> formats() {
        return Stream.of("rowtable:bits=1", "rowtable:bits=2", "rowtable:bits=4", "rowtable:bits=8", "nf4:block=64")
                .map(registry()::format);
    }

    /** Against clusters that are plain to see. */
    @Test
    void findsClustersThatLieApart() {
        float[] sorted = {-5, -4, -3, 10, 11, 12, 20};
        float[] table = {-5, 5, 20};
        new Lloyd(sorted).improve(table, 50);
        assertThat(table).containsExactly(-4, 11, 20);
    }

    /** Each step against a plain k-means that looks at every value and level. */
    @Test
    void stepsAsPlainKmeansDoes() {
        SplittableRandom random = new SplittableRandom(3);
        float[] sorted = new float[500];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = (float) random.nextGaussian();
        }
        Arrays.sort(sorted);
        float[] table = new float[16];
        RowTable.spread(sorted, table);
        for (int step = 0; step < 20; step++) {
            float[] expected = plainStep(sorted, table);
            new Lloyd(sorted).improve(table, 1);
            assertThat(table).usingComparatorWithPrecision(1e-6f).containsExactly(expected);
        }
    }

    private static float[] plainStep(float[] values, float[] table) {
        double[] sums = new double[table.length];
        int[] counts = new int[table.length];
        for (float value : values) {
            int nearest = 0;
            for (int code = 1; code < table.length; code++) {
                nearest = Math.abs(table[code] - value) < Math.abs(table[nearest] - value) ? code : nearest;
            }
            sums[nearest] += value;
            counts[nearest]++;
        }
        float[] means = table.clone();
        for (int code = 0; code < table.length; code++) {
            means[code] = counts[code] == 0 ? table[code] : (float) (sums[code] / counts[code]);
        }
        return means;
    }
}
