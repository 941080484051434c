package dev.nibble.runtime.dispatch;

import dev.nibble.api.op.OpSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every kernel that was considered for a request, and why each is eligible or not.
 *
 * @param spec the request
 * @param device id of the device
 * @param candidates all kernels of the operation, in order of preference
 * @param chosen name of the first that is eligible
 */
public record Explanation(OpSpec spec, String device, List<Candidate> candidates, Optional<String> chosen) {
    public Explanation {
        candidates = List.copyOf(candidates);
    }

    /** One line for each kernel. */
    @Override
    public String toString() {
        String lines = candidates.stream()
                .map(candidate -> "\n  " + candidate.kernel() + ": "
                        + (candidate.support().supported() ? "eligible" : candidate.support().toString()))
                .collect(Collectors.joining());
        return spec + " on " + device + " -> " + chosen.orElse("no kernel")
                + (candidates.isEmpty() ? "\n  no kernel for '" + spec.op() + "' is on the class path" : lines);
    }
}
