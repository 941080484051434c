package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A linear kernel over panels of output rows, which the pool's threads share out. One row of input is multiplied with the
 * weights as they are packed. For several, blocks of a panel are decoded into a tile that stays in the first-level cache
 * and meets all tiles of the input there; columns are taken in bands, so that the input's part stays in the second level.
 */
final class PanelLinear implements PreparedKernel {
    /** A part below so many multiplications (a microsecond) is not worth a thread. */
    private static final long PART_WORK = 8192;

    /** Columns that are decoded together, if blocks are not longer. */
    private static final int TILE_COLUMNS = 128;

    /** Panels whose sums a thread keeps at most. */
    private static final int SLICE = 32;

    /** Slices for each thread, so that who is done early finds some to take. */
    private static final int SLICES = 4;

    /** Floats of the input that a band covers. */
    private static final int BAND = 1 << 16;

    /** Columns of the weight that code is warmed up with. */
    private static final int WARM_COLUMNS = 256;

    /** For each multiplication: compiled code takes a fraction of it, other code a hundred times as much. */
    private static final long WARM_NANOS = 4;

    private final Arena arena;
    private final MemorySegment packed;
    private final Panels panels;
    private final WorkerPool pool;
    private final int threads;
    private final long outputs;
    private final long count;
    private final int tileBlocks;
    private final int slice;
    private final Shares shares;
    private final Scratch[] scratch;
    private final InputRow row;
    private final InputRow[] plain;
    private final InputTiles tiles;
    private final WorkerPool.Task one = this::one;
    private final WorkerPool.Task pack = this::pack;
    private final WorkerPool.Task many = this::many;

    private MemorySegment input;
    private MemorySegment output;
    private long first;
    private int rows;

    private PanelLinear(
            Arena arena, MemorySegment packed, Panels panels, long outputs, Activation activation, long m, int threads,
            WorkerPool pool) {
        Blocking blocking = panels.blocking();
        this.arena = arena;
        this.packed = packed;
        this.panels = panels;
        this.pool = pool;
        this.threads = threads;
        this.outputs = outputs;
        this.count = Math.ceilDiv(outputs, (long) panels.rows());
        this.tileBlocks = Math.clamp(TILE_COLUMNS / blocking.length(), 1, blocking.blocks());
        this.row = panels.newRow(activation);
        this.tiles = new InputTiles(blocking, m > 1 ? m : 0);
        this.plain = new InputRow[Math.min(threads, tiles.capacity() / TileProduct.width())];
        Arrays.setAll(plain, i -> InputRow.plain(blocking, activation));
        this.shares = new Shares(threads);
        this.scratch = new Scratch[(int) Math.min(threads, count)];
        this.slice = (int) Math.clamp(count / ((long) threads * SLICES), 1, SLICE);
        int inputs = m > 1 ? slice * tiles.capacity() : 1;
        Arrays.setAll(scratch, i -> new Scratch(blocking, panels.rows(), tileBlocks * blocking.length(), inputs));
    }

    /**
     * Packs and prepares.
     *
     * @param pack writes all panels into a zero-filled segment
     */
    static PanelLinear prepare(KernelRequest request, Device device, Panels panels, Consumer<MemorySegment> pack) {
        JvmDevice jvm = JvmDevice.of(device);
        Activation activation = request.spec().activation();
        long m = request.spec().m();
        jvm.pool().ensure(request.threads());
        warmUp(jvm, panels, activation, 1);
        if (m > 1) {
            warmUp(jvm, panels, activation, TileProduct.width() + 1);
        }
        return of(panels, request.spec().weight().rows(), activation, m, request.threads(), jvm.pool(), pack);
    }

    private static PanelLinear of(Panels panels, long outputs, Activation activation, long m, int threads,
            WorkerPool pool, Consumer<MemorySegment> pack) {
        long count = Math.ceilDiv(outputs, (long) panels.rows());
        Arena arena = Arena.ofShared();
        try {
            MemorySegment packed = arena.allocate(Math.multiplyExact(count, panels.panelBytes()), Tensor.ALIGNMENT);
            pack.accept(packed);
            return new PanelLinear(arena, packed, panels, outputs, activation, m, threads, pool);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Calls the same code with a tiny weight of zeros, on memory of the kind that real calls see. The input is not zero,
     * as such a row is not quantized.
     */
    private static void warmUp(JvmDevice jvm, Panels panels, Activation activation, int m) {
        Blocking blocking = panels.blocking();
        String kind = panels.kind() + ", " + activation.kind() + (m > 1 ? ", several rows, " : ", one row, ")
                + blocking.branches(panels.rows() / 2);
        if (!jvm.warmup().isDue(kind)) {
            return;
        }
        int columns = blocking.isPadded() ? WARM_COLUMNS - 1 : WARM_COLUMNS;
        Panels tiny = panels.on(columns);
        // One fewer than a panel has, so that stores of whole vectors and of single results are compiled.
        int outputs = panels.rows() - 1;
        try (Arena arena = Arena.ofShared();
                PanelLinear linear = of(tiny, outputs, activation, m, 1, jvm.pool(), packed -> { })) {
            MemorySegment in = arena.allocate((long) m * columns * Float.BYTES, Tensor.ALIGNMENT);
            MemorySegment out = arena.allocate((long) m * outputs * Float.BYTES, Tensor.ALIGNMENT);
            for (int i = 0; i < m * columns; i++) {
                in.setAtIndex(Layouts.FLOAT, i, i % 17 - 8);
            }
            jvm.warmup().run(kind, WARM_NANOS * m * outputs * columns,
                    () -> linear.run(m, in, out, MemorySegment.NULL));
        }
    }

    @Override
    public long packedBytes() {
        return packed.byteSize();
    }

    @Override
    public void run(long m, MemorySegment from, MemorySegment into, MemorySegment workspace) {
        input = from;
        output = into;
        if (m == 1) {
            row.pack(from, 0);
            share(Math.ceilDiv(count, 2L), parts(1), one);
        } else {
            for (first = 0; first < m; first += rows) {
                rows = (int) Math.min(tiles.capacity(), m - first);
                tiles.begin(rows);
                pool.run(Math.min(parts(rows), tiles.tiles()), pack);
                share(Math.ceilDiv(count, slice), parts(rows), many);
            }
        }
        input = null;
        output = null;
    }

    private void share(long units, int most, WorkerPool.Task task) {
        int parts = (int) Math.min(most, units);
        shares.split(units, parts);
        pool.run(parts, task);
    }

    private int parts(int inputRows) {
        long worth = Math.max(1, outputs * panels.blocking().columns() * inputRows / PART_WORK);
        return (int) Math.min(threads, Math.min(count, worth));
    }

    private void one(int part, int parts) {
        Scratch own = scratch[part];
        for (long pair = shares.claim(part, parts); pair >= 0; pair = shares.claim(part, parts)) {
            long panel = 2 * pair;
            // The last panel may have no partner; it is then computed twice.
            long next = Math.min(panel + 1, count - 1);
            panels.one(packed, panel * panels.panelBytes(), next * panels.panelBytes(), row, own);
            int width = (int) Math.min(2 * panels.rows(), outputs - panel * panels.rows());
            TileProduct.store(own.results, 0, width, row.factor(), output, panel * panels.rows() * Float.BYTES);
        }
    }

    private int width(long panel) {
        return (int) Math.min(panels.rows(), outputs - panel * panels.rows());
    }

    private void pack(int part, int parts) {
        int end = tiles.tiles() * (part + 1) / parts;
        for (int tile = tiles.tiles() * part / parts; tile < end; tile++) {
            tiles.pack(tile, input, first, plain[part]);
        }
    }

    private void many(int part, int parts) {
        for (long unit = shares.claim(part, parts); unit >= 0; unit = shares.claim(part, parts)) {
            slice(unit * slice, Math.min(count, (unit + 1) * slice), scratch[part]);
        }
    }

    /** Sums for a slice of the panels stay in the scratch until all bands are done: in the output they would lie far apart. */
    private void slice(long from, long to, Scratch own) {
        Blocking blocking = panels.blocking();
        int size = tiles.tiles() * TileProduct.width() * panels.rows();
        int band = Math.max(tileBlocks, BAND / (tiles.tiles() * TileProduct.width()) / blocking.length());
        Arrays.fill(own.results, 0, (int) (to - from) * size, 0f);
        for (int block = 0; block < blocking.blocks(); block += band) {
            int end = Math.min(blocking.blocks(), block + band);
            for (long panel = from; panel < to; panel++) {
                multiply(panel, block, end, own, (int) (panel - from) * size);
            }
        }
        for (long panel = from; panel < to; panel++) {
            store(panel, own.results, (int) (panel - from) * size);
        }
    }

    private void multiply(long panel, int from, int to, Scratch own, int results) {
        int length = panels.blocking().length();
        int size = TileProduct.width() * panels.rows();
        long at = panel * panels.panelBytes();
        panels.open(packed, at, own);
        for (int block = from; block < to; block += tileBlocks) {
            int blocks = Math.min(tileBlocks, to - block);
            panels.decode(packed, at, block, blocks, own);
            for (int tile = 0; tile < tiles.tiles(); tile++) {
                int width = tiles.width(tile);
                TileProduct.add(own.tile, blocks * length, tiles.values(), tiles.offset(tile) + block * length * width, width,
                        own.results, results + tile * size);
            }
        }
    }

    private void store(long panel, float[] results, int from) {
        int width = width(panel);
        for (int t = 0; t < rows; t++) {
            long at = ((first + t) * outputs + panel * panels.rows()) * Float.BYTES;
            TileProduct.store(results, from + t * panels.rows(), width, tiles.factor(t), output, at);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
