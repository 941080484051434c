package dev.nibble.benchmarks.contender;

import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A kernel of Nibble with its copies. */
final class NibbleContender implements Contender {
    private final String kernel;
    private final OpSpec spec;
    private final Expected expected;
    private final Arena arena = Arena.ofShared();
    private final List<PreparedKernel> copies = new ArrayList<>();
    private final MemorySegment input;
    private MemorySegment output;
    private MemorySegment workspace;

    NibbleContender(String kernel, Layer layer, OpSpec spec, Expected expected) {
        this.kernel = kernel;
        this.spec = spec;
        this.expected = expected;
        this.input = layer.input().data().asSlice(0, 4 * spec.m() * spec.weight().cols());
    }

    void add(PreparedKernel prepared) {
        copies.add(prepared);
    }

    /** To be called when all copies are there. */
    void allocate() {
        output = arena.allocate(4 * spec.m() * spec.weight().rows(), Tensor.ALIGNMENT);
        workspace = arena.allocate(Math.max(1, copies.getFirst().workspaceBytes()), Tensor.ALIGNMENT);
    }

    @Override
    public String served() {
        return kernel;
    }

    @Override
    public long weightBytes() {
        return copies.getFirst().packedBytes();
    }

    @Override
    public int copies() {
        return copies.size();
    }

    @Override
    public void run(int copy) {
        copies.get(copy).run(spec.m(), input, output, workspace);
    }

    @Override
    public Optional<String> check(int copy) {
        output.fill((byte) -1); // NaN
        run(copy);
        return expected.check(output, (int) spec.m(), Copies.turn(copy, spec.weight().rows()), Expected.Accuracy.FLOAT32);
    }

    @Override
    public void close() {
        copies.forEach(PreparedKernel::close);
        arena.close();
    }
}
