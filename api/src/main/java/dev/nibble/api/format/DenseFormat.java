package dev.nibble.api.format;

import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * Weights as they are, in one float type: the baseline, and what tensors have that are left unquantized. Text:
 * {@code dense:f32}, {@code dense:f16} or {@code dense:bf16}. Its one component is {@code values}.
 *
 * <p>Encoding rounds to nearest, ties to even; values beyond the type become its largest finite value.
 *
 * @param type F32, F16 or BF16
 */
public record DenseFormat(ElementType type) implements Format {
    private static final String FAMILY = "dense";
    private static final float MAX_F16 = 65504f;
    private static final float MAX_BF16 = 0x1.FEp127f;

    /** @throws IllegalArgumentException if it is another type */
    public DenseFormat {
        if (type != ElementType.F32 && type != ElementType.F16 && type != ElementType.BF16) {
            throw new IllegalArgumentException("dense weights are F32, F16 or BF16, not " + type);
        }
    }

    @Override
    public String text() {
        return FormatText.of(FAMILY, type.name().toLowerCase(Locale.ROOT)).toString();
    }

    @Override
    public List<Component> components() {
        return List.of(Component.perElement("values", type));
    }

    @Override
    public Support supports(Shape logical) {
        return Support.yes();
    }

    @Override
    public void decodeRow(QuantizedTensor tensor, long row, float[] into) {
        tensor.component("values").readRow(row, into);
    }

    @Override
    public QuantizedTensor encode(Tensor weights) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(this, weights.shape());
        float max = largest();
        float[] row = new float[weights.shape().rowLength()];
        for (long r = 0; r < weights.shape().rows(); r++) {
            FiniteRows.read(weights, r, row);
            for (int i = 0; i < row.length; i++) {
                row[i] = Math.clamp(row[i], -max, max);
            }
            builder.component("values").writeRow(r, row);
        }
        return builder.build();
    }

    private float largest() {
        return switch (type) {
            case F16 -> MAX_F16;
            case BF16 -> MAX_BF16;
            default -> Float.MAX_VALUE;
        };
    }

    @Override
    public String toString() {
        return text();
    }

    /** Reads {@code dense:f32|f16|bf16}. */
    public static final class Provider implements FormatProvider {
        @Override
        public String name() {
            return FAMILY;
        }

        @Override
        public String description() {
            return "weights as they are: f32, f16 or bf16";
        }

        @Override
        public Format parse(FormatText text) {
            String variant = text.variant("f32", "f16", "bf16");
            text.done();
            return new DenseFormat(ElementType.valueOf(variant.toUpperCase(Locale.ROOT)));
        }
    }
}
