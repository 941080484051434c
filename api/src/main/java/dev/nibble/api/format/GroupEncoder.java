package dev.nibble.api.format;

import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The loops of encoding that all formats with grouped parameters share: for each group a range, parameters from the
 * range, then the nearest codes.
 *
 * <p>Works through <em>bands</em>: the rows that one row of parameters serves. Those are one row for groups along rows,
 * {@code g} rows a stride apart for groups across rows, and all rows where the tensor is one group. Bands are encoded in
 * parallel.
 */
final class GroupEncoder {
    /** Takes the parameters of one band. */
    @FunctionalInterface
    interface Sink {
        /**
         * Stores a row of parameters. Called by many threads, each with other rows.
         *
         * @param row the row in components with one value for each group
         * @param parameters by parameter, then by group; reused by the caller
         */
        void store(long row, float[][] parameters);
    }

    /** Into how many parts the bands are shared out among threads. */
    private static final int PARTS = 64;

    private final Tensor weights;
    private final GroupCodec codec;
    private final RangeRule rule;
    private final int run;
    private final long bands;
    private final float[][] rows;
    private final GroupExtremes extremes;
    private final float[] low;
    private final float[] high;
    private final float[][] parameters;
    private final float[] fitted;
    private final int[] codes;
    private final byte[] codeRow;

    private GroupEncoder(Tensor weights, Grouping grouping, GroupCodec codec, RangeRule rule) {
        this.weights = weights;
        this.codec = codec;
        this.rule = rule;
        Shape shape = weights.shape();
        int cols = shape.rowLength();
        this.run = (int) Math.max(1, Math.min(grouping.run(shape), cols));
        this.bands = grouping.parameterShape(shape).rows();
        int height = height(bands == 0 ? 0 : shape.rows() / bands, shape);
        this.rows = new float[height][cols];
        this.low = new float[grouping.parameterShape(shape).rowLength()];
        this.extremes = new GroupExtremes(cols, run, low.length);
        this.high = new float[low.length];
        this.parameters = new float[codec.parameters()][low.length];
        this.fitted = new float[codec.parameters()];
        this.codes = new int[cols];
        this.codeRow = new byte[cols];
    }

    private int height(long height, Shape shape) {
        // Rules and codecs may want the values of a group in one array.
        if (Math.multiplyExact(height, (long) run) > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("groups of shape " + shape + " that span " + height
                    + " rows are too large to encode at once; use smaller groups, or per=row");
        }
        return (int) height;
    }

    /**
     * Encodes all weights.
     *
     * @param codes receives a code for each weight
     * @param sink receives the parameters, once for each row of parameter components
     * @throws IllegalArgumentException if a weight is not finite, or the rule gives no range
     */
    static void encode(Tensor weights, Grouping grouping, GroupCodec codec, RangeRule rule, Tensor codes, Sink sink) {
        long bands = grouping.parameterShape(weights.shape()).rows();
        long size = Math.max(1, Math.ceilDiv(bands, PARTS));
        List<Optional<RuntimeException>> failures = LongStream.range(0, Math.ceilDiv(bands, size)).parallel()
                .mapToObj(part -> tried(() -> new GroupEncoder(weights, grouping, codec, rule)
                        .encode(part * size, Math.min(bands, (part + 1) * size), codes, sink)))
                .toList();
        // Of several failures that of the first rows, so that the message does not depend on the threads.
        failures.stream().flatMap(Optional::stream).findFirst().ifPresent(failure -> {
            throw failure;
        });
    }

    private static Optional<RuntimeException> tried(Runnable task) {
        try {
            task.run();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(e);
        }
    }

    private void encode(long first, long end, Tensor into, Sink sink) {
        for (long b = first; b < end; b++) {
            readBand(b);
            rule.ranges(codec, b, rows, run, low, high);
            for (int g = 0; g < low.length; g++) {
                fit(g);
            }
            sink.store(b, parameters);
            for (int k = 0; k < rows.length; k++) {
                codec.encode(rows[k], run, parameters, codes);
                narrow(codes, codeRow);
                into.writeCodes(b + k * bands, codeRow);
            }
        }
    }

    private void readBand(long b) {
        for (int k = 0; k < rows.length; k++) {
            weights.readRow(b + k * bands, rows[k]);
        }
        if (!extremes.find(rows, low, high)) {
            for (int k = 0; k < rows.length; k++) {
                FiniteRows.require(rows[k], b + k * bands);
            }
        }
    }

    private void fit(int g) {
        if (!(low[g] <= high[g]) || Float.isInfinite(low[g]) || Float.isInfinite(high[g])) {
            throw new IllegalArgumentException("the range rule gave [" + low[g] + ", " + high[g]
                    + "], which is no range of finite values");
        }
        codec.fit(low[g], high[g], fitted);
        for (int p = 0; p < fitted.length; p++) {
            parameters[p][g] = fitted[p];
        }
    }

    private static void narrow(int[] from, byte[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = (byte) from[i];
        }
    }
}
