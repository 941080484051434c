package dev.nibble.api.format;

import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.MiniFloat;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;

/**
 * OCP Microscaling FP4: E2M1 codes in blocks of 32 along a row (the last may be shorter) that share a power of two:
 * {@code weight = e2m1(code) * 2^(scale - 127)}. Text: {@code mxfp4}.
 *
 * <p>Components: {@code codes} (U4) in the logical shape, {@code scale} (F8_E8M0), one for each block.
 *
 * <p>The standard rule is that of the specification, section 6.3: the scale is {@code 2^(floor(log2(absmax)) - 2)}, at
 * least 2^-127; codes are {@code w / scale} to nearest, ties to even, values beyond 6 becoming 6. Zeros decode to zero.
 *
 * @see <a href="https://www.opencompute.org/documents/ocp-microscaling-formats-mx-v1-0-spec-final-pdf">OCP MX 1.0</a>
 */
public record Mxfp4Format() implements CodedFormat {
    private static final String FAMILY = "mxfp4";
    private static final Grouping BLOCKS = Grouping.of(32, 1);
    /** Exponent of the largest E2M1 value, 6 = 1.5 * 2^2. */
    private static final int MAX_EXPONENT = 2;
    private static final int BIAS = 127;

    @Override
    public String text() {
        return FAMILY;
    }

    @Override
    public int bits() {
        return 4;
    }

    @Override
    public Grouping grouping() {
        return BLOCKS;
    }

    @Override
    public List<Component> components() {
        return List.of(Component.perElement("codes", ElementType.U4), BLOCKS.component("scale", ElementType.F8_E8M0));
    }

    @Override
    public Support supports(Shape logical) {
        return BLOCKS.supports(logical);
    }

    @Override
    public float[] levels() {
        return MiniFloatCodec.table(MiniFloat.E2M1).clone();
    }

    @Override
    public boolean hasZero() {
        return false;
    }

    /** {@inheritDoc} Its one parameter is the scale, a power of two. */
    @Override
    public GroupCodec codec(Tensor weights) {
        // The exponent of subnormal numbers and of zero reads as -127 and ends at the smallest scale, as it should.
        return new MiniFloatCodec(MiniFloat.E2M1, 1f,
                absmax -> Math.scalb(1f, Math.max(-BIAS, Math.getExponent(absmax) - MAX_EXPONENT)));
    }

    @Override
    public QuantizedTensor encode(Tensor weights, RangeRule rule) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(this, weights.shape());
        Tensor scale = builder.component("scale");
        GroupEncoder.encode(weights, BLOCKS, codec(weights), rule, builder.component("codes"), (row, found) -> {
            byte[] exponents = new byte[scale.shape().rowLength()];
            for (int g = 0; g < exponents.length; g++) {
                exponents[g] = (byte) (Math.getExponent(found[0][g]) + BIAS);
            }
            scale.writeCodes(row, exponents);
        });
        return builder.build();
    }

    @Override
    public String toString() {
        return text();
    }

    /** Reads {@code mxfp4}. */
    public static final class Provider implements FormatProvider {
        @Override
        public String name() {
            return FAMILY;
        }

        @Override
        public String description() {
            return "OCP MX FP4: E2M1 codes, blocks of 32 with a power-of-two scale; no keys";
        }

        @Override
        public Format parse(FormatText text) {
            text.done();
            return new Mxfp4Format();
        }
    }
}
