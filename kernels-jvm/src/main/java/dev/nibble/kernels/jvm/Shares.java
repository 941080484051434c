package dev.nibble.kernels.jvm;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Units of work that the parts of a call share out. Each part has a run of units, so that a thread meets the same weights
 * in each call; whose run is done takes units of others, since cores of shared machines differ in speed from moment to
 * moment.
 */
final class Shares {
    /** Counters of parts lie that far apart, so that they do not share a cache line. */
    private static final int SPACING = 16;

    private final AtomicLongArray next;
    private final long[] ends;

    /** @param most parts of a call */
    Shares(int most) {
        this.next = new AtomicLongArray(most * SPACING);
        this.ends = new long[most];
    }

    /** To be called before the parts of a call run. */
    void split(long units, int parts) {
        for (int part = 0; part < parts; part++) {
            next.set(part * SPACING, units * part / parts);
            ends[part] = units * (part + 1) / parts;
        }
    }

    /** A unit that nobody else gets; -1 when there is none left. */
    long claim(int part, int parts) {
        for (int i = 0; i < parts; i++) {
            int from = (part + i) % parts;
            if (next.get(from * SPACING) < ends[from]) {
                long unit = next.getAndIncrement(from * SPACING);
                if (unit < ends[from]) {
                    return unit;
                }
            }
        }
        return -1;
    }
}
