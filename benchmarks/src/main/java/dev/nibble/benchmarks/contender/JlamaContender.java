package dev.nibble.benchmarks.contender;

import com.github.tjake.jlama.math.VectorMath;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.FloatBufferTensor;
import com.github.tjake.jlama.tensor.Q4ByteBufferTensor;
import com.github.tjake.jlama.tensor.TensorShape;
import com.github.tjake.jlama.tensor.operations.TensorOperations;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Activation;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.benchmarks.contender.Expected.Accuracy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Jlama's product of a float matrix, or its int8 form made in the call, with 4-bit weights; rows shared out over its pool. */
final class JlamaContender implements Contender {
    private static final int BLOCK = Q4ByteBufferTensor.BLOCK_SIZE;
    private static final int HALF = Q4ByteBufferTensor.HALF_BLOCK;

    private final TensorOperations operations;
    private final Activation activation;
    private final Case of;
    private final Expected expected;
    private final FloatBufferTensor input;
    private final FloatBufferTensor output;
    private final List<Q4ByteBufferTensor> copies = new ArrayList<>();

    JlamaContender(TensorOperations operations, Activation activation, Case of, Tensor given, Expected expected) {
        this.operations = operations;
        this.activation = activation;
        this.of = of;
        this.expected = expected;
        this.input = new FloatBufferTensor(of.m(), (int) of.k());
        this.output = new FloatBufferTensor(of.m(), (int) of.n());
        input.getMemorySegment().copyFrom(given.data().asSlice(0, 4L * of.m() * of.k()));
    }

    /** Adds a copy. Byte j of a block has columns j and j + 16. */
    void add(QuantizedTensor weight, long turn) {
        int n = (int) of.n();
        int k = (int) of.k();
        ByteBuffer packed = ByteBuffer.allocateDirect(n * (k / 2)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] codes = new byte[k];
        for (int row = 0; row < n; row++) {
            weight.component("codes").readCodes((row + turn) % n, codes);
            for (int block = 0; block < k; block += BLOCK) {
                for (int j = block; j < block + HALF; j++) {
                    packed.put((byte) (codes[j] | codes[j + HALF] << 4));
                }
            }
        }
        FloatBufferTensor scales = new FloatBufferTensor(OrtWeights.scales(weight, turn).order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer(), TensorShape.of(n, k / BLOCK), false);
        copies.add(new Q4ByteBufferTensor("weight", packed.flip(), scales, TensorShape.of(n, k), false));
    }

    @Override
    public String served() {
        return operations.name();
    }

    @Override
    public long weightBytes() {
        return of.n() * of.k() / 2 + 4 * of.n() * (of.k() / BLOCK);
    }

    @Override
    public int copies() {
        return copies.size();
    }

    @Override
    public void run(int copy) {
        if (activation == Activation.F32) {
            multiply(input, copies.get(copy));
            return;
        }
        try (AbstractTensor<?, ?> codes = operations.quantize(input, DType.I8, 0, (int) of.k())) {
            multiply(codes, copies.get(copy));
        }
    }

    private void multiply(AbstractTensor<?, ?> x, Q4ByteBufferTensor w) {
        int k = (int) of.k();
        if (of.threads() == 1) {
            operations.dotProductChunk(output, x, w, 0, k, 0, (int) of.n());
        } else {
            VectorMath.pchunk(0, (int) of.n(), (from, count) -> operations.dotProductChunk(output, x, w, 0, k, from, count));
        }
    }

    @Override
    public Optional<String> check(int copy) {
        output.getMemorySegment().fill((byte) -1); // NaN
        run(copy);
        return expected.check(output.getMemorySegment(), of.m(), Copies.turn(copy, of.n()),
                activation == Activation.F32 ? Accuracy.FLOAT32 : Accuracy.INT8_ACTIVATIONS);
    }

    /** The memory is the garbage collector's. */
    @Override
    public void close() {
        copies.clear();
    }
}
