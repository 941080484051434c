package dev.nibble.api.format;

import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Codes that index a table of values: {@code weight = table[code] * scale}, in float32. Families {@code nf4}, {@code fp4}
 * and {@code dynamic8} (with the tables of bitsandbytes) and {@code codebook} with a table of its own.
 *
 * <p>Blocks are {@code block} consecutive elements of a row; the last of a row may be shorter. Unlike those of
 * bitsandbytes they never reach into the next row; where the block divides the row both are the same.
 *
 * <p>Components: {@code codes} in the logical shape; {@code scale}, one for each block, in float32 (or float16 with
 * {@code params=f16}). With {@code double=256} the scale is {@code U8} and restored as
 * {@code map[scale] * scale2 + offset} in float32 in that order, where {@code map} is the signed dynamic map of
 * bitsandbytes or, with {@code map=linear}, {@code (scale - 128) / 128} as in torchao's NF4Tensor; {@code scale2} and {@code offset} are float32 with one value for each {@code double} consecutive scales
 * of the flattened scale array. When encoded all offsets are equal, the mean of all scales; there is one a second-level
 * block so that parts of tensors with different means can be joined. A tensor can be cut at rows where a second-level
 * block ends, and not along columns. A restored scale may be negative; it is used as it is.
 *
 * <p>The standard rule: {@code scale = absmax / max|table|}, code of the value nearest to {@code w * (1 / scale)}; half-way
 * goes to the lower value. Codes are chosen by the exact scale before double quantization, and by the stored one with
 * {@code params=f16}. A block of zeros decodes to zeros (with {@code double}, if the table has a zero); in blocks with a
 * scale below 1e-38 values are taken as multiples of 1e-38, as bitsandbytes does. Codes that the table does not have, in
 * tables of other than 2^bits values, decode to zero.
 *
 * @see <a href="https://arxiv.org/abs/2305.14314">Dettmers et al., QLoRA</a>
 */
public final class CodebookFormat implements CodedFormat {
    static final int MIN_BLOCK = 32;
    static final int MAX_BLOCK = 4096;
    static final int MAX_DOUBLE = 65536;
    static final String NF4 = "nf4";
    static final String FP4 = "fp4";
    static final String DYNAMIC8 = "dynamic8";
    static final String OWN = "codebook";
    static final float[] NF4_TABLE = {
        -1f, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f, -0.28444138169288635f,
        -0.18477343022823334f, -0.09105003625154495f, 0f, 0.07958029955625534f, 0.16093020141124725f,
        0.24611230194568634f, 0.33791524171829224f, 0.44070982933044434f, 0.5626170039176941f, 0.7229568362236023f, 1f
    };
    /** By bit pattern: sign, two exponent bits, mantissa bit. Both zeros are positive. */
    static final float[] FP4_TABLE = {
        0f, 0.0625f / 12, 8f / 12, 1f, 4f / 12, 6f / 12, 2f / 12, 3f / 12,
        0f, -0.0625f / 12, -8f / 12, -1f, -4f / 12, -6f / 12, -2f / 12, -3f / 12
    };

    private final String family;
    private final float[] table;
    private final Codebook book;
    private final Grouping grouping;
    private final ElementType parameterType;
    private final int doubleBlock;
    private final ScaleMap map;

    CodebookFormat(String family, float[] table, int block, int doubleBlock, ElementType parameterType) {
        this(family, table, block, doubleBlock, ScaleMap.DYNAMIC, parameterType);
    }

    /** @param map of scales; used with double quantization alone */
    CodebookFormat(String family, float[] table, int block, int doubleBlock, ScaleMap map, ElementType parameterType) {
        if (block < MIN_BLOCK || block > MAX_BLOCK || doubleBlock < 0 || doubleBlock > MAX_DOUBLE) {
            throw new IllegalArgumentException("blocks have " + MIN_BLOCK + " to " + MAX_BLOCK + " weights and at most "
                    + MAX_DOUBLE + " scales, not " + block + " and " + doubleBlock);
        }
        GroupingText.requireParameterType(parameterType);
        if (doubleBlock > 0 && parameterType != ElementType.F32) {
            throw new IllegalArgumentException("double quantization has float32 parameters of its own: params and double"
                    + " exclude each other");
        }
        requireTable(table);
        this.family = family;
        this.table = table.clone();
        this.book = new Codebook(table);
        this.grouping = Grouping.of(block, 1);
        this.parameterType = parameterType;
        this.doubleBlock = doubleBlock;
        this.map = map;
    }

    private static void requireTable(float[] table) {
        boolean finite = true;
        boolean zeros = true;
        for (float value : table) {
            finite &= Float.isFinite(value);
            zeros &= value == 0;
        }
        if (table.length < 2 || table.length > 256 || !finite || zeros) {
            throw new IllegalArgumentException("a codebook has 2 to 256 finite values that are not all zero, not these "
                    + table.length + ": " + Arrays.toString(Arrays.copyOf(table, Math.min(table.length, 16))));
        }
    }

    /**
     * NormalFloat of four bits.
     *
     * @param block weights that share a scale, 32 to 4096
     * @param doubleBlock scales of a second-level block; 0 for float32 scales
     */
    public static CodebookFormat nf4(int block, int doubleBlock) {
        return new CodebookFormat(NF4, NF4_TABLE, block, doubleBlock, ElementType.F32);
    }

    /** The float of four bits of bitsandbytes; parameters as for {@link #nf4}. */
    public static CodebookFormat fp4(int block, int doubleBlock) {
        return new CodebookFormat(FP4, FP4_TABLE, block, doubleBlock, ElementType.F32);
    }

    /**
     * A table of one's own.
     *
     * @param table 2 to 256 finite values by code, in any order, not all zero
     */
    public static CodebookFormat of(float[] table, int block, int doubleBlock) {
        return new CodebookFormat(OWN, table, block, doubleBlock, ElementType.F32);
    }

    @Override
    public int bits() {
        return book.bits();
    }

    @Override
    public Grouping grouping() {
        return grouping;
    }

    /** How many scales share second-level parameters; 0 without double quantization. */
    public int doubleBlock() {
        return doubleBlock;
    }

    /** The type of the scales without double quantization, F32 or F16. */
    public ElementType parameterType() {
        return parameterType;
    }

    private DoubleQuantization doubleQuantization() {
        return new DoubleQuantization(grouping.size(), doubleBlock, map);
    }

    @Override
    public String text() {
        FormatText text = FormatText.of(family);
        if (family.equals(OWN)) {
            text.with("values", IntStream.range(0, table.length)
                    .mapToObj(code -> Float.toString(table[code]).replaceFirst("\\.0$", ""))
                    .collect(Collectors.joining(";")));
        }
        text.with("block", grouping.size());
        if (doubleBlock > 0) {
            text.with("double", doubleBlock);
        }
        if (map != ScaleMap.DYNAMIC) {
            text.with("map", map.text());
        }
        return GroupingText.print(text, parameterType).toString();
    }

    @Override
    public List<Component> components() {
        List<Component> components = new ArrayList<>();
        components.add(Component.perElement("codes", ElementType.unsigned(bits())));
        if (doubleBlock > 0) {
            components.addAll(doubleQuantization().components());
        } else {
            components.add(grouping.component("scale", parameterType));
        }
        return List.copyOf(components);
    }

    @Override
    public Support supports(Shape logical) {
        return grouping.supports(logical);
    }

    @Override
    public float[] levels() {
        return book.values().clone();
    }

    @Override
    public boolean hasZero() {
        return false;
    }

    @Override
    public RowParameters parameters(QuantizedTensor tensor, long row) {
        return RowParameters.of(doubleBlock > 0
                ? doubleQuantization().restore(tensor, row)
                : GroupDecoder.parameters(tensor, grouping, row, "scale"));
    }

    /** {@inheritDoc} With double quantization the scale itself is a sum of two terms. */
    @Override
    public void decodeTermsRow(QuantizedTensor tensor, long row, float[] into) {
        if (doubleBlock == 0) {
            CodedFormat.super.decodeTermsRow(tensor, row, into);
            return;
        }
        float[] scales = doubleQuantization().terms(tensor, row);
        GroupDecoder.decode(tensor, grouping, row, GroupDecoder.magnitudes(book.values()), RowParameters.of(scales), into);
        for (int i = 0; i < tensor.shape().rowLength(); i++) {
            into[i] = Math.abs(into[i]);
        }
    }

    /** {@inheritDoc} Its one parameter is the scale, before double quantization. */
    @Override
    public GroupCodec codec(Tensor weights) {
        return new CodebookCodec(book, parameterType);
    }

    @Override
    public QuantizedTensor encode(Tensor weights, RangeRule rule) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(this, weights.shape());
        GroupCodec codec = codec(weights);
        Tensor codes = builder.component("codes");
        Tensor scale = builder.component("scale");
        if (doubleBlock == 0) {
            GroupEncoder.encode(weights, grouping, codec, rule, codes, (row, found) -> scale.writeRow(row, found[0]));
            return builder.build();
        }
        float[] scales = new float[Math.toIntExact(scale.shape().elements())];
        GroupEncoder.encode(weights, grouping, codec, rule, codes, (row, found) ->
                System.arraycopy(found[0], 0, scales, (int) row * scale.shape().rowLength(), scale.shape().rowLength()));
        doubleQuantization().encode(scales, book.largest(), builder);
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodebookFormat that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
