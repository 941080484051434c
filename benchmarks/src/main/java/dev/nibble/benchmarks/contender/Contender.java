package dev.nibble.benchmarks.contender;

import java.util.Optional;

/** Somebody's implementation of one layer, ready to be called. Weights are copied once for each call of a cold round. */
public interface Contender extends AutoCloseable {
    /** Who computes: the kernel or operator that serves. */
    String served();

    /** Bytes of weight that one call reads, as this contender stores them. */
    long weightBytes();

    /** Copies of the layer, each with rows in another order; calls of a hot round all take copy 0. */
    int copies();

    /** Computes the layer once. What is timed: from the float32 input in memory to the float32 output in memory. */
    void run(int copy);

    /** Runs one copy and compares all of its output with the float64 reference on this contender's own weights. */
    Optional<String> check(int copy);

    @Override
    void close();
}
