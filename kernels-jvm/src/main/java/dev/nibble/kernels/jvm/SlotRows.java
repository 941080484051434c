package dev.nibble.kernels.jvm;

import dev.nibble.api.format.CodedFormat.RowParameters;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import jdk.incubator.vector.FloatVector;

/**
 * Rows of a coded weight in one segment:
 *
 * <pre>
 * | codes of row 0 | codes of row 1 | ... | scales, zeros of row 0 | scales, zeros of row 1 | ... | zeros for all |
 * </pre>
 *
 * Codes lie as {@link SlotLayout} says, parameters are float32; rows that share parameters share one set. The vector of
 * zeros at the end is the zero of formats that have none.
 */
final class SlotRows implements RowSource {
    private final Shape shape;
    private final SlotLayout layout;
    private final MemorySegment packed;
    private final long parameterRows;
    private final SlotDecoder decoder;
    private final SlotScratch[] scratch;

    /**
     * Packs row by row.
     *
     * @param parts most parts of a call
     */
    SlotRows(CodedWeight weight, Shape shape, int parts, Arena arena) {
        int lanes = FloatVector.SPECIES_PREFERRED.length();
        this.shape = shape;
        this.layout = new SlotLayout(shape.rowLength(), weight.grouping().run(shape), weight.bits(), weight.hasZero(),
                lanes);
        this.parameterRows = weight.grouping().parameterShape(shape).rows();
        this.packed = arena.allocate(
                Math.addExact(sharedZero(), (long) lanes * Float.BYTES), Tensor.ALIGNMENT);
        BitSet used = writeCodes(weight);
        writeParameters(weight);
        this.decoder = SlotDecoder.of(weight.levels(), used, layout);
        this.scratch = new SlotScratch[parts];
        for (int part = 0; part < parts; part++) {
            scratch[part] = new SlotScratch(lanes, arena);
        }
    }

    private BitSet writeCodes(CodedWeight weight) {
        BitSet used = new BitSet();
        int[] codes = new int[columns()];
        int[] words = new int[Math.toIntExact(layout.rowBytes() / Integer.BYTES)];
        for (long row = 0; row < rows(); row++) {
            weight.readCodes(row, codes);
            for (int code : codes) {
                used.set(code);
            }
            layout.pack(codes, words);
            MemorySegment.copy(words, 0, packed, Layouts.INT, row * layout.rowBytes(), words.length);
        }
        return used;
    }

    private void writeParameters(CodedWeight weight) {
        for (long row = 0; row < parameterRows; row++) {
            RowParameters parameters = weight.parameters(row);
            long scales = scales(row);
            float[] values = parameters.scales();
            MemorySegment.copy(values, 0, packed, Layouts.FLOAT, scales, values.length);
            if (layout.hasZero()) {
                MemorySegment.copy(parameters.zeros(), 0, packed, Layouts.FLOAT, scales + layout.scaleBytes(), values.length);
            }
        }
    }

    private long scales(long parameterRow) {
        return rows() * layout.rowBytes() + parameterRow * (layout.hasZero() ? 2 : 1) * layout.scaleBytes();
    }

    private long sharedZero() {
        return scales(parameterRows);
    }

    @Override
    public String kind() {
        return decoder.getClass().getSimpleName() + (layout.perColumn() ? " by column" : " by group");
    }

    @Override
    public long rows() {
        return shape.rows();
    }

    @Override
    public int columns() {
        return layout.column(layout.slots());
    }

    @Override
    public int pieces() {
        return layout.slots();
    }

    @Override
    public long bytes() {
        return packed.byteSize();
    }

    /**
     * {@inheritDoc} A slot is written as a whole vector, and what is too much of it is then overwritten by the next. Where
     * there is none, at the end, the last slots take the way over a scratch.
     */
    @Override
    public void decode(long row, int from, int to, MemorySegment into, long at, int part) {
        int lanes = layout.lanes();
        int end = layout.column(to);
        int whole = to;
        while (whole > from && end - layout.column(whole - 1) < lanes) {
            whole--;
        }
        long scales = scales(row % parameterRows);
        long zeros = layout.hasZero() ? scales + layout.scaleBytes() : sharedZero();
        long codes = row * layout.rowBytes();
        decoder.decode(packed, codes, scales, zeros, from, whole, into, at, scratch[part]);
        if (whole < to) {
            int first = layout.column(whole);
            MemorySegment ends = scratch[part].ends();
            decoder.decode(packed, codes, scales, zeros, whole, to, ends, -(long) first * Float.BYTES, scratch[part]);
            MemorySegment.copy(ends, 0, into, at + (long) first * Float.BYTES, (long) (end - first) * Float.BYTES);
        }
    }
}
