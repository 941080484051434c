package dev.nibble.api.collective;

/** A collective operation failed on some rank. */
public final class CollectiveException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int rank;

    /**
     * @param rank the rank at fault
     * @param what the data in transfer
     * @param cause what happened there
     */
    public CollectiveException(int rank, String what, Throwable cause) {
        super("rank " + rank + " failed at " + what + ": " + cause.getMessage(), cause);
        this.rank = rank;
    }

    public int rank() {
        return rank;
    }
}
