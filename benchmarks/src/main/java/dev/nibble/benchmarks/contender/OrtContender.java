package dev.nibble.benchmarks.contender;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.benchmarks.onnx.OnnxModels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One session for each copy. Input and output are tensors over memory of ours, made once and handed to each call, so that
 * a call is: a few JNI transitions, the runtime's own bookkeeping of a graph of one layer, and the operator.
 */
final class OrtContender implements Contender {
    private final OrtOperator operator;
    private final Case of;
    private final long weightBytes;
    private final Expected expected;
    private final Arena arena = Arena.ofShared();
    private final List<OrtSession> sessions = new ArrayList<>();
    private MemorySegment output;
    private Map<String, OnnxTensor> inputs = Map.of();
    private Map<String, OnnxTensor> outputs = Map.of();

    OrtContender(OrtOperator operator, Case of, long weightBytes, Expected expected) {
        this.operator = operator;
        this.of = of;
        this.weightBytes = weightBytes;
        this.expected = expected;
    }

    void allocate(OrtEnvironment environment, Layer layer) throws OrtException {
        MemorySegment input = arena.allocate(4 * of.m() * of.k(), Tensor.ALIGNMENT);
        input.copyFrom(layer.input().data().asSlice(0, input.byteSize()));
        output = arena.allocate(4 * of.m() * of.n(), Tensor.ALIGNMENT);
        inputs = Map.of(OnnxModels.INPUT, tensor(environment, input, of.m(), of.k()));
        outputs = Map.of(OnnxModels.OUTPUT, tensor(environment, output, of.m(), of.n()));
    }

    private static OnnxTensor tensor(OrtEnvironment environment, MemorySegment data, long... dims) throws OrtException {
        return OnnxTensor.createTensor(
                environment, data.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer(), dims);
    }

    void add(OrtSession session) {
        sessions.add(session);
    }

    @Override
    public String served() {
        return operator.served();
    }

    @Override
    public long weightBytes() {
        return weightBytes;
    }

    @Override
    public int copies() {
        return sessions.size();
    }

    @Override
    public void run(int copy) {
        try (OrtSession.Result _ = sessions.get(copy).run(inputs, outputs)) {
            // The output is ours; the result is only a handle.
        } catch (OrtException e) {
            throw new IllegalStateException(operator.name() + " failed: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> check(int copy) {
        output.fill((byte) -1); // NaN
        run(copy);
        return expected.check(output, of.m(), Copies.turn(copy, of.n()), operator.accuracy());
    }

    @Override
    public void close() {
        try {
            for (OrtSession session : sessions) {
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException(operator.name() + " cannot be closed: " + e.getMessage(), e);
        }
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        arena.close();
    }
}
