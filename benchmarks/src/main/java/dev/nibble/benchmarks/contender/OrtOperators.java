package dev.nibble.benchmarks.contender;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.benchmarks.contender.Expected.Accuracy;
import dev.nibble.benchmarks.onnx.OnnxModels;
import java.nio.ByteBuffer;
import java.util.List;

/** The operators that are compared with. */
public final class OrtOperators {
    private OrtOperators() {}

    /** All of them. */
    public static List<OrtOperator> all() {
        return List.of(
                new NBits(32, 4), new NBits(64, 4), new NBits(128, 4),
                new NBits(32, 0), new NBits(64, 0), new NBits(128, 0),
                new DynamicInt8(), new Float32());
    }

    /**
     * {@code MatMulNBits}, 4 bits, implied zero, float32 scales.
     *
     * @param block weights that share a scale
     * @param level accuracy level: 0 computes in float32, 4 with activations in int8, quantized in the call
     */
    record NBits(int block, int level) implements OrtOperator {
        @Override
        public String name() {
            return "ort nbits b" + block + " acc" + level;
        }

        @Override
        public String served() {
            return "MatMulNBits bits=4 block_size=" + block + " accuracy_level=" + level;
        }

        @Override
        public String source() {
            return "affine:bits=4,group=" + block + ",axis=1,zero=none";
        }

        @Override
        public Accuracy accuracy() {
            return level == 0 ? Accuracy.FLOAT32 : Accuracy.INT8_ACTIVATIONS;
        }

        @Override
        public void requireFits(Case of) throws NotRunnableException {
            if (of.k() % block != 0) {
                throw new NotRunnableException("MatMulNBits is written here for blocks that divide k: " + of.k() + " % " + block);
            }
        }

        @Override
        public long weightBytes(Case of) {
            return of.n() * of.k() / 2 + 4 * of.n() * (of.k() / block);
        }

        @Override
        public ByteBuffer model(Case of, QuantizedTensor weight, long turn) {
            return OnnxModels.matMulNBits(of.m(), of.n(), of.k(), OrtWeights.nibbles(weight, turn),
                    OrtWeights.scales(weight, turn), block, level);
        }
    }

    /** {@code DynamicQuantizeLinear} and {@code MatMulInteger} with int8 weights, one scale a row; fused by the runtime. */
    record DynamicInt8() implements OrtOperator {
        @Override
        public String name() {
            return "ort dynamic int8";
        }

        @Override
        public String served() {
            return "DynamicQuantizeLinear + MatMulInteger";
        }

        @Override
        public String source() {
            return "affine:bits=8,per=row,zero=none";
        }

        @Override
        public Accuracy accuracy() {
            return Accuracy.INT8_ACTIVATIONS;
        }

        @Override
        public long weightBytes(Case of) {
            return of.n() * of.k() + 4 * of.n();
        }

        @Override
        public ByteBuffer model(Case of, QuantizedTensor weight, long turn) {
            return OnnxModels.dynamicInt8(of.m(), of.n(), of.k(), OrtWeights.transposedInt8(weight, turn),
                    OrtWeights.scales(weight, turn));
        }
    }

    /** {@code MatMul} in float32. */
    record Float32() implements OrtOperator {
        @Override
        public String name() {
            return "ort matmul f32";
        }

        @Override
        public String served() {
            return "MatMul";
        }

        @Override
        public String source() {
            return "dense:f32";
        }

        @Override
        public Accuracy accuracy() {
            return Accuracy.FLOAT32;
        }

        @Override
        public long weightBytes(Case of) {
            return 4 * of.n() * of.k();
        }

        @Override
        public ByteBuffer model(Case of, QuantizedTensor weight, long turn) {
            return OnnxModels.matMul(of.m(), of.n(), of.k(), OrtWeights.transposedFloats(weight, turn));
        }
    }
}
