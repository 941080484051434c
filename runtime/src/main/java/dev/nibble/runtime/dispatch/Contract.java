package dev.nibble.runtime.dispatch;

import dev.nibble.api.device.program.ProgramException;
import java.util.Optional;

/**
 * The outcome of proving a kernel on one device.
 *
 * @param key what it holds for
 * @param passed whether every case met its bound
 * @param cases requests that were run, each with several weights, inputs and seeds
 * @param worstRatio largest error over its bound; at most 1 where it passed
 * @param failure the first failure, with the case; empty where it passed
 * @param fault what sort of failure of the device, its driver or its compiler it was; empty where it passed or the kernel is wrong
 * @param madeAt when, in ISO 8601
 */
public record Contract(ContractKey key, boolean passed, int cases, double worstRatio, String failure,
        Optional<ProgramException.Kind> fault, String madeAt) {
    /** Whether it says something of the device at that moment only: it may have memory again, and the driver may answer. */
    boolean isMomentary() {
        return fault.filter(kind -> kind == ProgramException.Kind.OUT_OF_MEMORY || kind == ProgramException.Kind.RUNTIME)
                .isPresent();
    }
}
