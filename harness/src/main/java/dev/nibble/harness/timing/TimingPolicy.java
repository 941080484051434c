package dev.nibble.harness.timing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/**
 * How thoroughly kernels are timed.
 *
 * @param forks JVMs that JMH starts for each mode; 0 times in the worker itself, and then measures until the noise is low
 * @param warmups warm-up iterations in each fork; in the worker, the fewest there are
 * @param iterations measured iterations in each fork; in the worker, the fewest there are
 * @param iterationMillis length of an iteration in milliseconds
 * @param maxSeconds in the worker, the time after which measuring one mode ends whatever the noise
 * @param targetNoise in the worker, the relative noise of the median at which measuring ends
 * @param coldBytes bytes of weights that cold runs rotate over; 0 for no cold runs
 */
public record TimingPolicy(
        int forks,
        int warmups,
        int iterations,
        long iterationMillis,
        double maxSeconds,
        double targetNoise,
        long coldBytes) {
    private static final long MB = 1 << 20;

    public TimingPolicy {
        require("forks", forks, 0);
        require("warmups", warmups, 0);
        require("iterations", iterations, 1);
        require("iterationMillis", iterationMillis, 1);
        require("coldBytes", coldBytes, 0);
        requireAboveZero("maxSeconds", maxSeconds);
        requireAboveZero("targetNoise", targetNoise);
    }

    /** From a plan, where whatever is left out is as in {@link #quick}. */
    @JsonCreator
    static TimingPolicy of(
            @JsonProperty("forks") Integer forks,
            @JsonProperty("warmups") Integer warmups,
            @JsonProperty("iterations") Integer iterations,
            @JsonProperty("iterationMillis") Long iterationMillis,
            @JsonProperty("maxSeconds") Double maxSeconds,
            @JsonProperty("targetNoise") Double targetNoise,
            @JsonProperty("coldBytes") Long coldBytes) {
        TimingPolicy usual = quick();
        return new TimingPolicy(
                Objects.requireNonNullElse(forks, usual.forks()),
                Objects.requireNonNullElse(warmups, usual.warmups()),
                Objects.requireNonNullElse(iterations, usual.iterations()),
                Objects.requireNonNullElse(iterationMillis, usual.iterationMillis()),
                Objects.requireNonNullElse(maxSeconds, usual.maxSeconds()),
                Objects.requireNonNullElse(targetNoise, usual.targetNoise()),
                Objects.requireNonNullElse(coldBytes, usual.coldBytes()));
    }

    private static void require(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException("timing: " + name + " must be at least " + least + ", not " + value);
        }
    }

    private static void requireAboveZero(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("timing: " + name + " must be above 0, not " + value);
        }
    }

    /** For sweeps: in the worker, short, until the median is known to 2 %. */
    public static TimingPolicy quick() {
        return new TimingPolicy(0, 5, 10, 10, 1.0, 0.02, 64 * MB);
    }

    /** For {@code bench}: JVMs of their own. */
    public static TimingPolicy thorough() {
        return new TimingPolicy(3, 5, 10, 200, 60, 0.02, 256 * MB);
    }

    /** The same with another working set for cold runs. */
    public TimingPolicy withColdBytes(long bytes) {
        return new TimingPolicy(forks, warmups, iterations, iterationMillis, maxSeconds, targetNoise, bytes);
    }

    /** The same with another time limit. */
    public TimingPolicy withMaxSeconds(double seconds) {
        return new TimingPolicy(forks, warmups, iterations, iterationMillis, seconds, targetNoise, coldBytes);
    }

    /** The same with another number of forks. */
    public TimingPolicy withForks(int count) {
        return new TimingPolicy(count, warmups, iterations, iterationMillis, maxSeconds, targetNoise, coldBytes);
    }
}
