package dev.nibble.harness.timing;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.DeviceTimes;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.oracle.Verdict;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A kernel ready to be timed: weights as a model has them (normal random numbers, encoded by the format), an input, an
 * output, a workspace. For cold runs there are so many packed copies that going through them in turn finds none in a
 * cache.
 */
public final class KernelStage implements AutoCloseable {
    /** More copies than these would measure the memory's page tables instead. */
    private static final int MOST_COPIES = 4096;
    /** Some kernels are compiled each time that they are prepared; a cell must end. */
    private static final double MOST_PREPARE_SECONDS = 5;
    /** Copies of different weights; more would only take time to encode. */
    private static final int SEEDS = 3;
    /** Standard deviation of a trained linear layer's weights, about. */
    private static final float SIGMA = 0.05f;

    private final OpSpec spec;
    private final Arena arena = Arena.ofShared();
    private final List<QuantizedTensor> weights = new ArrayList<>();
    private final List<PreparedKernel> copies = new ArrayList<>();
    private final Tensor input;
    private final MemorySegment inputData;
    private final MemorySegment output;
    private final MemorySegment workspace;
    private final double prepareSeconds;
    private final long missing;
    private int next;

    /**
     * Encodes and packs.
     *
     * @param coldBytes packed weights to rotate over, at least; 0 for one copy
     * @param seed of weights and input
     */
    public KernelStage(
            Kernel kernel, Op op, OpSpec spec, Device device, int threads, long coldBytes, long seed) {
        this.spec = spec;
        KernelRequest request = new KernelRequest(spec, device.info(), threads);
        for (int i = 0; i < (coldBytes > 0 ? SEEDS : 1); i++) {
            weights.add(spec.format().encode(realistic(spec.weight(), new SplittableRandom(seed + i))));
        }
        long start = System.nanoTime();
        PreparedKernel first = kernel.prepare(request, device, weights.getFirst());
        prepareSeconds = (System.nanoTime() - start) / 1e9;
        copies.add(first);
        long count = Math.clamp(Math.ceilDiv(coldBytes, Math.max(1, first.packedBytes())), 1, MOST_COPIES);
        while (copies.size() < count && (System.nanoTime() - start) / 1e9 < MOST_PREPARE_SECONDS) {
            copies.add(kernel.prepare(request, device, weights.get(copies.size() % weights.size())));
        }
        missing = count - copies.size();
        input = op.testInput(spec, Fill.NORMAL, new SplittableRandom(seed)).orElse(null);
        inputData = input == null ? MemorySegment.NULL : input.data();
        output = arena.allocate(4 * op.output(spec).elements(), Tensor.ALIGNMENT);
        workspace = arena.allocate(Math.max(1, first.workspaceBytes()), Tensor.ALIGNMENT);
    }

    private static Tensor realistic(Shape shape, RandomGenerator random) {
        Tensor tensor = Tensor.allocate(ElementType.F32, shape);
        float[] row = new float[shape.rowLength()];
        for (long r = 0; r < shape.rows(); r++) {
            for (int c = 0; c < row.length; c++) {
                row[c] = SIGMA * (float) random.nextGaussian();
            }
            tensor.writeRow(r, row);
        }
        return tensor;
    }

    /** Runs the kernel once, on the next copy. */
    public void run() {
        copies.get(next).run(spec.m(), inputData, output, workspace);
        next = next + 1 == copies.size() ? 0 : next + 1;
    }

    /** Judges the result on the data that was timed, for one of the copies of each seed. */
    public Verdict verify(Oracle oracle) {
        Verdict verdict = null;
        for (int i = 0; i < Math.min(copies.size(), weights.size()); i++) {
            verdict = oracle.verify(copies.get(i), spec, weights.get(i), input, false);
            if (!verdict.passed()) {
                return verdict;
            }
        }
        return verdict;
    }

    /** The device's own times of the last run. */
    public Optional<DeviceTimes> lastTimes() {
        return copies.get(next == 0 ? copies.size() - 1 : next - 1).lastTimes();
    }

    /** Bytes of one packed copy. */
    public long packedBytes() {
        return copies.getFirst().packedBytes();
    }

    /** Bytes of all packed copies. */
    public long workingSetBytes() {
        return copies.stream().mapToLong(PreparedKernel::packedBytes).sum();
    }

    /** What a reader must know of cold runs that rotate over fewer copies than asked for; empty if there are all. */
    public Optional<String> remark() {
        return missing == 0 ? Optional.empty() : Optional.of("cold: only " + copies.size() + " of " + (copies.size() + missing)
                + " copies of the weights, " + (workingSetBytes() >> 20) + " MB, could be prepared in "
                + (long) MOST_PREPARE_SECONDS + " s");
    }

    /** How long packing the first copy took. */
    public double prepareSeconds() {
        return prepareSeconds;
    }

    @Override
    public void close() {
        copies.forEach(PreparedKernel::close);
        arena.close();
    }
}
