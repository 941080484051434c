package dev.nibble.api.collective;

import java.lang.foreign.MemorySegment;

/**
 * One rank's view of a group of {@link #size()} ranks. Every rank calls the same operations in the same order. Buffers
 * are caller-owned; byte transfers are exact, and only {@link #allReduceSum} computes.
 *
 * <p>Every operation throws {@link CollectiveException} when a rank fails or does not arrive in time; the contents of
 * the receiving buffers are then undefined and must not be used.
 */
public interface Collective extends AutoCloseable {
    /** This rank, from 0. */
    int rank();

    /** Ranks in the group. */
    int size();

    /**
     * Copies {@code root}'s bytes to all ranks.
     *
     * @param what names the data in errors, for example {@code layers.0.q.scale}
     */
    void broadcast(String what, MemorySegment data, int root);

    /**
     * Sends consecutive equal parts of {@code root}'s bytes to the ranks in order.
     *
     * @param all read on {@code root} only; {@code size() * part.byteSize()} bytes
     */
    void scatter(String what, MemorySegment all, MemorySegment part, int root);

    /**
     * Concatenates the parts of all ranks in rank order.
     *
     * @param all receives {@code size() * part.byteSize()} bytes on every rank
     */
    void allGather(String what, MemorySegment part, MemorySegment all);

    /**
     * Sums float32 values over the ranks, in place, in an order that does not depend on timing.
     *
     * @param values float32, the same count on every rank
     */
    void allReduceSum(String what, MemorySegment values);

    /** Returns on no rank before all have called it. */
    void barrier();

    @Override
    void close();
}
