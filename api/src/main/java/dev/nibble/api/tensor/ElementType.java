package dev.nibble.api.tensor;

/**
 * What one element of a {@link Tensor} is. Types of fewer than eight bits are packed: element {@code i} of a row
 * occupies the bits {@code [i * bits, (i + 1) * bits)} of that row, least significant bit first, and every row
 * starts at a whole byte.
 */
public enum ElementType {
    F64(64, Family.FLOAT),
    F32(32, Family.FLOAT),
    F16(16, Family.FLOAT),
    BF16(16, Family.FLOAT),
    /** OCP FP8 E4M3 in its "FN" form: finite only, one NaN pattern per sign, largest value 448. */
    F8_E4M3(8, Family.FLOAT),
    /** OCP FP8 E5M2, IEEE-like, largest finite value 57344. */
    F8_E5M2(8, Family.FLOAT),
    /** OCP MX scale: a power of two, 2^(code - 127); code 255 is NaN. */
    F8_E8M0(8, Family.FLOAT),
    I64(64, Family.SIGNED),
    I32(32, Family.SIGNED),
    I16(16, Family.SIGNED),
    I8(8, Family.SIGNED),
    U64(64, Family.UNSIGNED),
    U32(32, Family.UNSIGNED),
    U16(16, Family.UNSIGNED),
    U8(8, Family.UNSIGNED),
    U7(7, Family.UNSIGNED),
    U6(6, Family.UNSIGNED),
    U5(5, Family.UNSIGNED),
    U4(4, Family.UNSIGNED),
    U3(3, Family.UNSIGNED),
    U2(2, Family.UNSIGNED),
    U1(1, Family.UNSIGNED),
    BOOL(8, Family.UNSIGNED),
    /** A pair of 32-bit floats. Stored and carried along, never computed with. */
    C64(64, Family.COMPLEX);

    private enum Family { FLOAT, SIGNED, UNSIGNED, COMPLEX }

    private final int bits;
    private final Family family;

    ElementType(int bits, Family family) {
        this.bits = bits;
        this.family = family;
    }

    /** Width of one element in bits. */
    public int bits() {
        return bits;
    }

    public boolean isFloat() {
        return family == Family.FLOAT;
    }

    public boolean isInteger() {
        return family == Family.SIGNED || family == Family.UNSIGNED;
    }

    /** Whether several elements share one byte. */
    public boolean isPacked() {
        return bits < 8;
    }

    /**
     * Bytes of one row of {@code cols} elements.
     *
     * @throws ArithmeticException if the count does not fit a {@code long}
     */
    public long rowBytes(long cols) {
        return Math.ceilDiv(Math.multiplyExact(cols, (long) bits), 8L);
    }

    /**
     * The unsigned type of that many bits.
     *
     * @throws IllegalArgumentException if {@code bits} is not in 1..8
     */
    public static ElementType unsigned(int bits) {
        return switch (bits) {
            case 1 -> U1;
            case 2 -> U2;
            case 3 -> U3;
            case 4 -> U4;
            case 5 -> U5;
            case 6 -> U6;
            case 7 -> U7;
            case 8 -> U8;
            default -> throw new IllegalArgumentException("codes have 1 to 8 bits, not " + bits);
        };
    }
}
