package dev.nibble.runtime.oracle;

import dev.nibble.api.op.Fill;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Inputs for one request, and the buffers that kernels get, for all of its trials: to close an arena that threads share stops
 * every thread of the JVM for a moment.
 */
final class TestData implements AutoCloseable {
    /** Larger inputs are made again when they are asked for again. */
    private static final long MOST_ELEMENTS = 1L << 20;

    private record Kind(Fill fill, long seed) {}

    private final Op op;
    private final OpSpec spec;
    /** Shared, because kernels may use threads of their own. */
    private final Arena arena = Arena.ofShared();
    /** Of each two, which take turns: a kernel that keeps the memory of an earlier call shows. */
    private final GuardedBuffer[] inputBuffers;
    private final GuardedBuffer[] outputBuffers;
    private final Map<Kind, Tensor> inputs = new HashMap<>();
    private GuardedBuffer workspace;
    private int turn;

    TestData(Op op, OpSpec spec) {
        this.op = op;
        this.spec = spec;
        long inputBytes = op.input(spec).map(o -> Tensor.byteSize(o.type(), o.shape())).orElse(0L);
        long outputBytes = 4 * op.output(spec).elements();
        this.inputBuffers = new GuardedBuffer[] {new GuardedBuffer("input", arena, inputBytes),
            new GuardedBuffer("input", arena, inputBytes)};
        this.outputBuffers = new GuardedBuffer[] {new GuardedBuffer("output", arena, outputBytes),
            new GuardedBuffer("output", arena, outputBytes)};
        this.workspace = new GuardedBuffer("workspace", arena, 0);
    }

    Op op() {
        return op;
    }

    OpSpec spec() {
        return spec;
    }

    boolean hasInput() {
        return op.input(spec).isPresent();
    }

    /** The dense operand with data of that kind; null where the operation has none. */
    Tensor input(Fill fill, long seed) {
        Kind kind = new Kind(fill, seed);
        Tensor known = inputs.get(kind);
        if (known != null) {
            return known;
        }
        Tensor made = op.testInput(spec, fill, new SplittableRandom(seed)).orElse(null);
        if (made != null && made.shape().elements() <= MOST_ELEMENTS) {
            inputs.put(kind, made);
        }
        return made;
    }

    /** Takes the other input and output for the next run. */
    void turn() {
        turn = 1 - turn;
    }

    GuardedBuffer input() {
        return inputBuffers[turn];
    }

    GuardedBuffer output() {
        return outputBuffers[turn];
    }

    /** A workspace of exactly that size. What it holds is what its last user left. */
    GuardedBuffer workspace(long bytes) {
        if (workspace.data().byteSize() != bytes) {
            workspace = new GuardedBuffer("workspace", arena, bytes);
        }
        return workspace;
    }

    @Override
    public void close() {
        arena.close();
    }
}
