package dev.nibble.harness.cell;

import dev.nibble.harness.UsageException;

/** How many host threads a user may ask for. */
public final class HostThreads {
    /** More than any machine has use for; each thread has a stack and a share of every case. */
    private static final int MOST = 1024;

    private HostThreads() {}

    /** As many as the machine has cores. */
    public static int all() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * As many as asked for.
     *
     * @throws UsageException if that is not 1 to 1024
     */
    public static int of(int asked) {
        if (asked < 1 || asked > MOST) {
            throw new UsageException("--threads must be 1 to " + MOST + ", not " + asked);
        }
        return asked;
    }

    /**
     * As many as asked for, where 0 stands for all cores.
     *
     * @throws UsageException if that is not 0 to 1024
     */
    public static int orAll(int asked) {
        return asked == 0 ? all() : of(asked);
    }
}
