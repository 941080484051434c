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
    private final int cols;
    private final int run;
    private final long bands;
    private final int height;
    private final float[] row;
    private final float[] band;
    private final byte[] codes;
    private final byte[] codeRow;
    private final float[] group;
    private final float[] parameters;
    private final float[] range = new float[2];

    private GroupEncoder(Tensor weights, Grouping grouping, GroupCodec codec, RangeRule rule) {
        this.weights = weights;
        this.codec = codec;
        this.rule = rule;
        Shape shape = weights.shape();
        this.cols = shape.rowLength();
        this.run = (int) Math.max(1, Math.min(grouping.run(shape), cols));
        this.bands = grouping.parameterShape(shape).rows();
        this.height = length(bands == 0 ? 0 : shape.rows() / bands, 1, shape);
        this.row = new float[cols];
        this.band = new float[length(height, cols, shape)];
        this.codes = new byte[band.length];
        this.codeRow = new byte[cols];
        // A group as wide as the rows is the band itself.
        this.group = run >= cols ? band : new float[length(height, run, shape)];
        this.parameters = new float[codec.parameters()];
    }

    private static int length(long rows, long cols, Shape shape) {
        long length = Math.multiplyExact(rows, cols);
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("groups of shape " + shape + " that span " + rows
                    + " rows are too large to encode at once; use smaller groups, or per=row");
        }
        return (int) length;
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
        float[][] found = new float[parameters.length][Math.ceilDiv(Math.max(cols, 1), run)];
        for (long b = first; b < end; b++) {
            readBand(b);
            for (int g = 0; g < found[0].length; g++) {
                encodeGroup(b, g);
                for (int p = 0; p < parameters.length; p++) {
                    found[p][g] = parameters[p];
                }
            }
            sink.store(b, found);
            for (int k = 0; k < height; k++) {
                System.arraycopy(codes, k * cols, codeRow, 0, cols);
                into.writeCodes(b + k * bands, codeRow);
            }
        }
    }

    private void readBand(long b) {
        for (int k = 0; k < height; k++) {
            FiniteRows.read(weights, b + k * bands, row);
            System.arraycopy(row, 0, band, k * cols, cols);
        }
    }

    private void encodeGroup(long b, int g) {
        int from = g * run;
        int width = Math.min(run, cols - from);
        if (group != band) {
            for (int k = 0; k < height; k++) {
                System.arraycopy(band, k * cols + from, group, k * width, width);
            }
        }
        fit(b, g, height * width);
        for (int k = 0; k < height; k++) {
            int at = k * cols + from;
            codec.encode(band, at, width, parameters, codes);
        }
    }

    private void fit(long b, int g, int count) {
        range[0] = 0;
        range[1] = 0;
        if (count > 0) {
            rule.range(codec, b, g, group, count, range);
        }
        if (!(range[0] <= range[1]) || Float.isInfinite(range[0]) || Float.isInfinite(range[1])) {
            throw new IllegalArgumentException("the range rule gave [" + range[0] + ", " + range[1]
                    + "], which is no range of finite values");
        }
        codec.fit(range[0], range[1], parameters);
    }
}
