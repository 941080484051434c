package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/**
 * A linear kernel over panels of output rows. The calling thread packs up to {@value #ROWS} input rows into one or two
 * tiles, then the pool's threads take their panels: each panel is read from memory once for all tiles.
 */
final class BlockedLinear implements PreparedKernel, WorkerPool.Task {
    private static final int ROWS = 16;
    private static final int WIDEST = 8;
    private static final int MIDDLE = 4;

    /** A part below so many multiplications (a microsecond) is not worth a thread. */
    private static final long PART_WORK = 8192;

    private final Arena arena;
    private final MemorySegment packed;
    private final long panelBytes;
    private final RowTiles code;
    private final WorkerPool pool;
    private final int threads;
    private final int columns;
    private final long outputs;
    private final long panels;
    private final ActivationTile[] wide;
    private final ActivationTile middle;
    private final ActivationTile single;
    private final float[][] results;

    private final ActivationTile[] tiles = new ActivationTile[2];
    private int tileCount;
    private long firstRow;
    private int rows;
    private MemorySegment output;

    private BlockedLinear(
            Arena arena, MemorySegment packed, RowTiles code, Blocking blocking, KernelRequest request, WorkerPool pool) {
        long m = request.spec().m();
        this.arena = arena;
        this.packed = packed;
        this.code = code;
        this.pool = pool;
        this.threads = request.threads();
        this.columns = blocking.columns();
        this.outputs = request.spec().weight().rows();
        this.panels = Math.ceilDiv(outputs, (long) code.lanes());
        this.panelBytes = code.panelBytes();
        this.single = new ActivationTile(blocking, 1);
        this.middle = m > 1 ? new ActivationTile(blocking, MIDDLE) : single;
        this.wide = new ActivationTile[m > WIDEST + MIDDLE ? 2 : m > MIDDLE ? 1 : 0];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = new ActivationTile(blocking, WIDEST);
        }
        this.results = new float[threads][RowTiles.RESULTS * code.lanes()];
    }

    /**
     * Packs and prepares.
     *
     * @param pack writes all panels into a zero-filled segment
     */
    static BlockedLinear prepare(
            KernelRequest request, Device device, RowTiles code, Blocking blocking, Consumer<MemorySegment> pack) {
        JvmDevice jvm = JvmDevice.of(device);
        jvm.pool().ensure(request.threads());
        jvm.warmUp(code, widths(request.spec().m()));
        long panels = Math.ceilDiv(request.spec().weight().rows(), (long) code.lanes());
        Arena arena = Arena.ofShared();
        try {
            MemorySegment packed = arena.allocate(Math.multiplyExact(panels, code.panelBytes()), Tensor.ALIGNMENT);
            pack.accept(packed);
            return new BlockedLinear(arena, packed, code, blocking, request, jvm.pool());
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** Widths of the tiles that calls with up to {@code m} rows use. */
    private static List<Integer> widths(long m) {
        return m == 1 ? List.of(1) : m <= MIDDLE ? List.of(1, MIDDLE) : List.of(1, MIDDLE, WIDEST);
    }

    @Override
    public long packedBytes() {
        return packed.byteSize();
    }

    @Override
    public void run(long m, MemorySegment input, MemorySegment into, MemorySegment workspace) {
        output = into;
        for (firstRow = 0; firstRow < m; firstRow += rows) {
            rows = (int) Math.min(ROWS, m - firstRow);
            tileCount = 0;
            for (int done = 0; done < rows; done += tiles[tileCount - 1].width()) {
                ActivationTile tile = tile(rows - done);
                tile.pack(input, firstRow + done, Math.min(tile.width(), rows - done));
                tiles[tileCount++] = tile;
            }
            pool.run(parts(), this);
        }
        output = null;
    }

    private ActivationTile tile(int left) {
        return left == 1 ? single : left <= MIDDLE ? middle : wide[tileCount];
    }

    private int parts() {
        long worth = Math.max(1, outputs * columns * rows / PART_WORK);
        return (int) Math.min(threads, Math.min(panels, worth));
    }

    /** Computes this part's share of the panels for the rows in the tiles. */
    @Override
    public void run(int part, int parts) {
        long end = panels * (part + 1) / parts;
        for (long panel = panels * part / parts; panel < end; panel++) {
            int done = 0;
            for (int i = 0; i < tileCount; i++) {
                code.multiply(packed, panel * panelBytes, tiles[i], results[part]);
                store(panel, done, Math.min(tiles[i].width(), rows - done), results[part]);
                done += tiles[i].width();
            }
        }
    }

    private void store(long panel, int row, int count, float[] from) {
        int lanes = code.lanes();
        long first = panel * lanes;
        int width = (int) Math.min(lanes, outputs - first);
        for (int t = 0; t < count; t++) {
            long at = ((firstRow + row + t) * outputs + first) * Float.BYTES;
            MemorySegment.copy(from, t * lanes, output, Layouts.FLOAT, at, width);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
