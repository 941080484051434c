package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Ceiling;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Measures what this JVM gets out of memory, cache and multipliers. Each figure is the best of several passes. */
final class VectorCeiling implements WorkerPool.Task {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final int UNROLLED = 4;

    /** Multiply-add chains: two units with a latency of four or five cycles each. */
    private static final int CHAINS = 10;

    private static final long STREAM_BYTES = 256L << 20;
    private static final long MIN_CACHED_BYTES = 1L << 20;
    private static final long MAX_CACHED_BYTES = 8L << 20;
    private static final int FMA_TURNS = 1_000_000;
    private static final long FIGURE_NANOS = 400_000_000;
    private static final int MIN_PASSES = 5;

    /** Small enough for a thousand passes of code that is not compiled yet, which is hundreds of times slower. */
    private static final long WARM_UP_BYTES = 64L << 10;
    private static final int WARM_UP_TURNS = 100;
    private static final int WARM_UP_PASSES = 1000;
    private static final long WARM_UP_NANOS = 200_000_000;

    private final WorkerPool pool;
    private final int threads;
    private final float[][] sinks;
    private MemorySegment buffer;
    private int turns = WARM_UP_TURNS;

    private VectorCeiling(WorkerPool pool, int threads) {
        this.pool = pool;
        this.threads = threads;
        this.sinks = new float[threads][F.length()];
    }

    /**
     * Measures for about two seconds, after a warm-up of half a second.
     *
     * @param cacheBytes size of the last-level cache, 0 if unknown
     */
    static Ceiling measure(WorkerPool pool, int threads, long cacheBytes) {
        VectorCeiling ceiling = new VectorCeiling(pool, threads);
        long streamed = Math.max(STREAM_BYTES, 2 * cacheBytes);
        long cached = Math.clamp(cacheBytes / 4, MIN_CACHED_BYTES, MAX_CACHED_BYTES);
        ceiling.warmUp();
        double flops = 2.0 * CHAINS * F.length() * FMA_TURNS * threads / ceiling.bestSeconds();
        return new Ceiling(ceiling.bytesPerSecond(streamed), ceiling.bytesPerSecond(cached), flops, threads);
    }

    /** A few passes over all of memory are not enough for the JVM to compile this, least of all on a busy machine. */
    private void warmUp() {
        try (Arena arena = Arena.ofShared()) {
            repeat(WARM_UP_PASSES, WARM_UP_NANOS);
            buffer = arena.allocate(threads * WARM_UP_BYTES, BYTES);
            repeat(WARM_UP_PASSES, WARM_UP_NANOS);
        } finally {
            buffer = null;
            turns = FMA_TURNS;
        }
    }

    private double bytesPerSecond(long bytes) {
        try (Arena arena = Arena.ofShared()) {
            buffer = arena.allocate(bytes, BYTES);
            // Every page must be its own: pages never written to are one page of zeros.
            buffer.fill((byte) 1);
            return bytes / bestSeconds();
        } finally {
            buffer = null;
        }
    }

    private double bestSeconds() {
        return repeat(MIN_PASSES, FIGURE_NANOS) * 1e-9;
    }

    /** Nanoseconds of the fastest of at least so many passes, over at least so much time. */
    private long repeat(int passes, long nanos) {
        long best = Long.MAX_VALUE;
        long begin = System.nanoTime();
        for (int pass = 0; pass < passes || System.nanoTime() - begin < nanos; pass++) {
            long start = System.nanoTime();
            pool.run(threads, this);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }

    @Override
    public void run(int part, int parts) {
        if (buffer == null) {
            multiply(turns, sinks[part]);
            return;
        }
        long step = (long) UNROLLED * BYTES;
        long steps = buffer.byteSize() / step;
        long from = steps * part / parts;
        read(buffer.asSlice(from * step, (steps * (part + 1) / parts - from) * step), sinks[part]);
    }

    private static void read(MemorySegment from, float[] sink) {
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int turns = (int) (from.byteSize() / (UNROLLED * BYTES));
        for (int i = 0; i < turns; i++) {
            long at = (long) i * UNROLLED * BYTES;
            a0 = a0.add(FloatVector.fromMemorySegment(F, from, at, ByteOrder.LITTLE_ENDIAN));
            a1 = a1.add(FloatVector.fromMemorySegment(F, from, at + BYTES, ByteOrder.LITTLE_ENDIAN));
            a2 = a2.add(FloatVector.fromMemorySegment(F, from, at + 2 * BYTES, ByteOrder.LITTLE_ENDIAN));
            a3 = a3.add(FloatVector.fromMemorySegment(F, from, at + 3 * BYTES, ByteOrder.LITTLE_ENDIAN));
        }
        a0.add(a1).add(a2.add(a3)).intoArray(sink, 0);
    }

    private static void multiply(int turns, float[] sink) {
        FloatVector b = FloatVector.broadcast(F, 0.5f);
        FloatVector c = FloatVector.broadcast(F, 1f);
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector a4 = a0;
        FloatVector a5 = a0;
        FloatVector a6 = a0;
        FloatVector a7 = a0;
        FloatVector a8 = a0;
        FloatVector a9 = a0;
        for (int i = 0; i < turns; i++) {
            a0 = a0.fma(b, c);
            a1 = a1.fma(b, c);
            a2 = a2.fma(b, c);
            a3 = a3.fma(b, c);
            a4 = a4.fma(b, c);
            a5 = a5.fma(b, c);
            a6 = a6.fma(b, c);
            a7 = a7.fma(b, c);
            a8 = a8.fma(b, c);
            a9 = a9.fma(b, c);
        }
        a0.add(a1).add(a2).add(a3).add(a4).add(a5).add(a6).add(a7).add(a8).add(a9).intoArray(sink, 0);
    }
}
