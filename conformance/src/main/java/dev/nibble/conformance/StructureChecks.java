package dev.nibble.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Shape;
import dev.nibble.runtime.structure.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Whether a tensor can be cut and joined as its format declares: decode(op(q)) equals op(decode(q)). */
final class StructureChecks {
    private final QuantizedTensor tensor;
    private final Format format;
    private final Shape shape;

    StructureChecks(QuantizedTensor tensor) {
        this.tensor = tensor;
        this.format = tensor.format();
        this.shape = tensor.shape();
    }

    void run() {
        QuantizedTensor copy = Structure.copy(tensor);
        assertThat(Structure.equal(copy, tensor)).as("copy of %s equals it", tensor).isTrue();
        assertThat(copy.decode().sameBytes(tensor.decode())).as("copy of %s decodes alike", tensor).isTrue();
        int axes = shape.rank() > 2 ? 1 : shape.rank();
        for (int axis = 0; axis < axes; axis++) {
            cutAlong(axis);
        }
    }

    private void cutAlong(int axis) {
        List<Long> positions = positions(axis);
        List<QuantizedTensor> parts = new ArrayList<>();
        for (int i = 0; i + 1 < positions.size(); i++) {
            long from = positions.get(i);
            long to = positions.get(i + 1);
            QuantizedTensor part = Structure.slice(tensor, axis, from, to);
            requireDecodesAlike(part, axis, from);
            parts.add(part);
        }
        QuantizedTensor joined = Structure.cat(parts, axis);
        assertThat(Structure.equal(joined, tensor))
                .as("%s cut at %s of axis %d and joined again has its bytes", tensor, positions, axis)
                .isTrue();
    }

    /** 0, up to three legal cuts between, and the extent; a cut is left out if the format refuses a part that it makes. */
    private List<Long> positions(int axis) {
        long extent = shape.dim(axis);
        long step = format.smallestCut(shape, shape.rank() == 1 ? 1 : axis);
        TreeSet<Long> positions = new TreeSet<>(List.of(0L, extent));
        for (long cut : new long[] {step, extent / 2 / step * step, (extent - 1) / step * step}) {
            TreeSet<Long> more = new TreeSet<>(positions);
            more.add(cut);
            if (allSupported(axis, more)) {
                positions = more;
            }
        }
        return List.copyOf(positions);
    }

    private boolean allSupported(int axis, TreeSet<Long> positions) {
        long from = positions.first();
        for (long to : positions.tailSet(from, false)) {
            if (!format.supports(shape.with(axis, to - from)).supported()) {
                return false;
            }
            from = to;
        }
        return true;
    }

    private void requireDecodesAlike(QuantizedTensor part, int axis, long from) {
        boolean columns = axis == 1 || shape.rank() == 1;
        float[] whole = new float[shape.rowLength()];
        float[] row = new float[part.shape().rowLength()];
        for (long r = 0; r < part.shape().rows(); r++) {
            format.decodeRow(tensor, columns ? r : from + r, whole);
            part.format().decodeRow(part, r, row);
            for (int c = 0; c < row.length; c++) {
                float expected = whole[columns ? Math.toIntExact(from) + c : c];
                if (Float.floatToRawIntBits(row[c]) != Float.floatToRawIntBits(expected)) {
                    fail("%s cut from %s at %d of axis %d decodes to %s at row %d, column %d, not %s", part, tensor, from,
                            axis, row[c], r, c, expected);
                }
            }
        }
    }
}
