package dev.nibble.harness.cell;

import dev.nibble.harness.timing.TimingPolicy;
import dev.nibble.harness.trace.Cell;

/**
 * A cell and how to run it: what the host sends to a worker.
 *
 * @param cell what is asked
 * @param timing how a timed kernel cell is timed
 * @param contracts whether the kernel's contract is proven and saved, so that the dispatcher may choose the kernel. Sweeps
 *     do not: they prove a kernel on the exact case that they time, and a contract is about a whole class of cases, so
 *     the dispatcher has it proven when it first needs it
 * @param sentences how many sentences of the evaluation text a model cell embeds
 */
public record CellTask(Cell cell, TimingPolicy timing, boolean contracts, int sentences) {
    /** The sentences of a full evaluation. */
    public static final int ALL_SENTENCES = 100;
}
