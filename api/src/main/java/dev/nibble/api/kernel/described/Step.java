package dev.nibble.api.kernel.described;

import java.util.List;

/**
 * One launch.
 *
 * @param source resource with the OpenCL C, beside the description
 * @param sha256 lower-case hex digest of that resource; empty for sources that are still being written
 * @param options of the compiler
 * @param entry name of the entry point
 * @param arguments in the entry point's order
 * @param global work items in 1 to 3 dimensions, multiples of the local size
 * @param local work items of a group in as many dimensions, none of them depending on m; empty for the driver's choice
 */
public record Step(String source, String sha256, String options, String entry, List<Argument> arguments,
        List<String> global, List<String> local) {
    public Step {
        arguments = List.copyOf(arguments);
        global = List.copyOf(global);
        local = List.copyOf(local);
        if (global.isEmpty() || global.size() > 3 || !local.isEmpty() && local.size() != global.size()) {
            throw new IllegalArgumentException("entry " + entry + ": global must have 1 to 3 dimensions and local as many or"
                    + " none, not " + global + " and " + local);
        }
    }
}
