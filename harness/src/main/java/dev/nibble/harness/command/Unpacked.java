package dev.nibble.harness.command;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Components as files and other programs want them: one value in whole bytes. */
final class Unpacked {
    private Unpacked() {}

    /**
     * A packed component as U8, one code in each byte. A component with a value for each element gets the logical shape,
     * and if its values take a byte they are U8 too: the codes of all formats are of one type. Any other is as it is.
     */
    static Tensor of(Tensor component, Shape logical) {
        Tensor whole = component.type().isPacked() ? unpack(component) : component;
        boolean perElement = whole.shape().elements() == logical.elements() && whole.shape().rows() == logical.rows();
        if (!perElement) {
            return whole;
        }
        return Tensor.of(whole.type().bits() == 8 ? ElementType.U8 : whole.type(), logical, whole.data());
    }

    private static Tensor unpack(Tensor packed) {
        Tensor codes = Tensor.allocate(ElementType.U8, packed.shape());
        byte[] row = new byte[packed.shape().rowLength()];
        for (long r = 0; r < packed.shape().rows(); r++) {
            packed.readCodes(r, row);
            MemorySegment.copy(MemorySegment.ofArray(row), 0, codes.row(r), 0, row.length);
        }
        return codes;
    }
}
