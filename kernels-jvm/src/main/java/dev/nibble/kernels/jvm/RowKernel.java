package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.DenseFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Writes rows of a weight in float32, all of them or those that are asked for. The pool's threads take equal shares. */
final class RowKernel implements PreparedKernel, WorkerPool.Task {
    /** A part of fewer columns (some microseconds) is not worth a thread. */
    private static final long PART_COLUMNS = 16_384;

    /** Few, since the JIT counts calls as well as turns of loops, and as many as make it unroll the loop. */
    private static final int WARM_UP_PIECES = 64;

    /** More than that many pieces can have. */
    private static final long WARM_UP_COLUMNS = 64 * WARM_UP_PIECES;

    /** Compiled code takes 10 to 40 nanoseconds for a slot, other code, whose vectors are objects, thousands. */
    private static final long WARM_PIECE_NANOS = 100;

    private final Arena arena;
    private final RowSource rows;
    private final boolean indexed;
    private final WorkerPool pool;
    private final int threads;

    private MemorySegment indices;
    private MemorySegment output;
    private long total;

    private RowKernel(Arena arena, RowSource rows, boolean indexed, WorkerPool pool, int threads) {
        this.arena = arena;
        this.rows = rows;
        this.indexed = indexed;
        this.pool = pool;
        this.threads = threads;
    }

    /** Whether the format's weights can be rows. */
    static Support supports(Format format) {
        return Support.yes().require("format", "one with levels for codes of at most 8 bits, or dense", format.text(),
                format instanceof CodedFormat coded && coded.bits() <= Byte.SIZE || format instanceof DenseFormat);
    }

    /**
     * Packs the weight and has the code compiled.
     *
     * @param indexed whether rows are asked for by index
     */
    static RowKernel prepare(KernelRequest request, Device device, QuantizedTensor weight, boolean indexed) {
        JvmDevice jvm = JvmDevice.of(device);
        WorkerPool pool = jvm.pool();
        pool.ensure(request.threads());
        Arena arena = Arena.ofShared();
        try {
            RowKernel kernel = new RowKernel(arena, source(weight, request.threads(), arena), indexed, pool, request.threads());
            kernel.warmUp(jvm.warmup());
            return kernel;
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static RowSource source(QuantizedTensor weight, int parts, Arena arena) {
        if (weight.format() instanceof DenseFormat dense && dense.type() == ElementType.F32) {
            return new FloatRows(weight.component("values"), arena);
        }
        return new SlotRows(CodedWeight.of(weight), weight.shape(), parts, arena);
    }

    /** Decodes the beginning of a row to nowhere until that code is compiled. */
    private void warmUp(Warmup warmup) {
        int pieces = Math.min(rows.pieces(), WARM_UP_PIECES);
        try (Arena nowhere = Arena.ofShared()) {
            MemorySegment into = nowhere.allocate(Math.min(rows.columns(), WARM_UP_COLUMNS) * Float.BYTES);
            warmup.run("rows " + rows.kind(), WARM_PIECE_NANOS * (pieces + 1), () -> rows.decode(0, 0, pieces, into, 0, 0));
        }
    }

    @Override
    public long packedBytes() {
        return rows.bytes();
    }

    /** @throws IndexOutOfBoundsException if an index is not a row; nothing is written then */
    @Override
    public void run(long m, MemorySegment input, MemorySegment into, MemorySegment workspace) {
        if (indexed) {
            requireRows(m, input);
        }
        indices = input;
        output = into;
        total = (indexed ? m : rows.rows()) * rows.pieces();
        long worth = Math.max(1, total / rows.pieces() * rows.columns() / PART_COLUMNS);
        pool.run((int) Math.min(threads, Math.min(total, worth)), this);
        indices = null;
        output = null;
    }

    private void requireRows(long m, MemorySegment input) {
        for (long i = 0; i < m; i++) {
            int index = input.get(Layouts.INT, i * Integer.BYTES);
            if (index < 0 || index >= rows.rows()) {
                throw new IndexOutOfBoundsException(
                        "index " + i + " of the input is " + index + ", but W has " + rows.rows() + " rows");
            }
        }
    }

    /** Decodes this part's share of all pieces of all rows. */
    @Override
    public void run(int part, int parts) {
        int pieces = rows.pieces();
        long rowBytes = (long) rows.columns() * Float.BYTES;
        long end = total * (part + 1) / parts;
        for (long next = total * part / parts; next < end;) {
            long item = next / pieces;
            int from = (int) (next % pieces);
            int to = (int) Math.min(pieces, from + end - next);
            long row = indexed ? indices.get(Layouts.INT, item * Integer.BYTES) : item;
            rows.decode(row, from, to, output, item * rowBytes, part);
            next += to - from;
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
