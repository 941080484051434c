package dev.nibble.benchmarks.contender;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.benchmarks.contender.Expected.Accuracy;
import java.nio.ByteBuffer;

/** An operator of ONNX Runtime that computes a linear layer. */
public interface OrtOperator {
    /** For example {@code ort nbits b64 acc4}. */
    String name();

    /** The operators that serve. */
    String served();

    /** Text of the Nibble format that gives codes and scales. */
    String source();

    Accuracy accuracy();

    /** @throws NotRunnableException if the operator does not know such shapes */
    default void requireFits(Case of) throws NotRunnableException {}

    /** Bytes of its constants. */
    long weightBytes(Case of);

    /**
     * The model of one layer.
     *
     * @param weight of the format {@link #source()}
     * @param turn rows by which to turn it
     */
    ByteBuffer model(Case of, QuantizedTensor weight, long turn);
}
