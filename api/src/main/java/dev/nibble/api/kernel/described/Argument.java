package dev.nibble.api.kernel.described;

import java.util.List;

/**
 * One argument of an entry point, by the role that it plays. Sizes and values are expressions, see the package.
 *
 * <p>Arguments that are buffers may have a header: that many bytes before the data, zeros, as compilers from Java put
 * before their arrays.
 */
public sealed interface Argument {
    /** An argument that is memory on the device. */
    sealed interface OfBuffer extends Argument {
        /** Bytes before the data. */
        int header();
    }

    /**
     * A component of the weight as the format stores it: rows one after the other, each starting at a whole byte, codes of
     * fewer than eight bits packed from the lowest bit up, little-endian.
     *
     * @param name of the component, for example {@code codes}
     */
    record OfComponent(String name, int header) implements OfBuffer {}

    /**
     * The weight in a layout that the kernel's class makes, see {@link DescribedKernel#pack}.
     *
     * @param name which of them
     * @param bytes how many it must be
     */
    record Packed(String name, String bytes, int header) implements OfBuffer {}

    /**
     * The dense operand.
     *
     * @param bytes how many, mostly {@code 4 * m * k}
     */
    record Input(String bytes, int header) implements OfBuffer {}

    /**
     * The float32 result.
     *
     * @param bytes how many, mostly {@code 4 * m * n}
     */
    record Output(String bytes, int header) implements OfBuffer {}

    /**
     * Memory of the kernel's own, the same for all steps that name it. Its content is undefined at first.
     *
     * @param name which of them
     * @param bytes how many at the largest m; at least 1
     */
    record Scratch(String name, String bytes, int header) implements OfBuffer {}

    /**
     * Shapes in a small array of 32-bit integers.
     *
     * @param values its elements
     */
    record Ints(List<String> values, int header) implements OfBuffer {
        public Ints {
            values = List.copyOf(values);
        }
    }

    /** A 32-bit integer. */
    record Int(String value) implements Argument {}

    /** Local memory, so many bytes for each work group; the size must not depend on m. */
    record Local(String bytes) implements Argument {}
}
