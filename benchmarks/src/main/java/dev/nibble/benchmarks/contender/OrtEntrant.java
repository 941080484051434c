package dev.nibble.benchmarks.contender;

import ai.onnxruntime.OrtException;
import dev.nibble.api.format.Format;
import dev.nibble.api.op.Activation;

/**
 * One operator of ONNX Runtime. Its weights are the codes and scales of a Nibble format that means the same, so that both
 * have one reference.
 *
 * @param runtime where it runs
 * @param operator which one
 * @param source the format whose codes and scales it is given
 */
public record OrtEntrant(OrtRuntime runtime, OrtOperator operator, Format source) implements Entrant {
    @Override
    public String name() {
        return operator.name();
    }

    @Override
    public Contender prepare(Layer layer, Case of, long coldBytes) throws NotRunnableException {
        operator.requireFits(of);
        long bytes = operator.weightBytes(of);
        OrtContender contender = new OrtContender(
                operator, of, bytes, layer.expected(source, Activation.F32));
        try {
            contender.allocate(runtime.environment(), layer);
            int count = Copies.count(of, bytes, coldBytes);
            for (int copy = 0; copy < count; copy++) {
                contender.add(runtime.session(
                        operator.model(of, layer.quantized(source), Copies.turn(copy, of.n())), of.threads()));
            }
            return contender;
        } catch (OrtException e) {
            contender.close();
            throw new NotRunnableException("ONNX Runtime makes no tensors: " + e.getMessage(), e);
        } catch (RuntimeException | Error | NotRunnableException e) {
            contender.close();
            throw e;
        }
    }
}
