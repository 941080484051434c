package dev.nibble.harness.serve;

/** A request that is answered with an error status and one sentence. */
final class RefusedRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status of HTTP, 400 or above
     * @param message what is wrong, and the way out
     */
    RefusedRequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
