package dev.nibble.models.eval;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How near embeddings of a quantized model are to those of the float model.
 *
 * @param texts how many were embedded
 * @param meanCosine mean over the texts of the cosine between both embeddings of a text; 1 is best
 * @param minCosine the worst of them
 * @param spearman rank correlation of the similarities of all pairs of texts: 1 if quantization changes no ranking
 */
public record Fidelity(int texts, double meanCosine, double minCosine, double spearman) {
    /**
     * Compares embeddings of the same texts in the same order.
     *
     * @throws IllegalArgumentException if there are fewer than 3 texts, or the lists do not fit each other
     */
    public static Fidelity between(List<float[]> reference, List<float[]> quantized) {
        if (reference.size() != quantized.size() || reference.size() < 3) {
            throw new IllegalArgumentException("fidelity compares embeddings of at least 3 texts, as many on both sides, not "
                    + reference.size() + " and " + quantized.size());
        }
        double[] cosines = IntStream.range(0, reference.size())
                .mapToDouble(i -> cosine(reference.get(i), quantized.get(i)))
                .toArray();
        double mean = IntStream.range(0, cosines.length).mapToDouble(i -> cosines[i]).average().orElseThrow();
        double min = IntStream.range(0, cosines.length).mapToDouble(i -> cosines[i]).reduce(Double.POSITIVE_INFINITY, Math::min);
        return new Fidelity(cosines.length, mean, min, Spearman.correlation(pairs(reference), pairs(quantized)));
    }

    /** Similarities of all pairs i &lt; j. */
    private static double[] pairs(List<float[]> embeddings) {
        int n = embeddings.size();
        double[] similarities = new double[n * (n - 1) / 2];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                similarities[at++] = cosine(embeddings.get(i), embeddings.get(j));
            }
        }
        return similarities;
    }

    private static double cosine(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("embeddings of " + a.length + " and " + b.length + " values cannot be compared");
        }
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }
}
