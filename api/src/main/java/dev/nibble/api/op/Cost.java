package dev.nibble.api.op;

/**
 * What an operation must move and compute at least.
 *
 * @param bytesRead bytes of the weight's components, and of the input
 * @param bytesWritten bytes of the output
 * @param flops floating-point operations, a multiply-add counted as two
 */
public record Cost(long bytesRead, long bytesWritten, long flops) {
    public long bytes() {
        return bytesRead + bytesWritten;
    }
}
