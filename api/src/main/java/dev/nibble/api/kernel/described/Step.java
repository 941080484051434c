package dev.nibble.api.kernel.described;

import java.util.List;

/**
 * One launch.
 *
 * @param code what runs
 * @param arguments in the order of the code's parameters
 * @param global work items in 1 to 3 dimensions, multiples of the local size
 * @param local work items of a group in as many dimensions, none of them depending on m; empty for the runtime's choice
 */
public record Step(Code code, List<Argument> arguments, List<String> global, List<String> local) {
    public Step {
        arguments = List.copyOf(arguments);
        global = List.copyOf(global);
        local = List.copyOf(local);
        if (global.isEmpty() || global.size() > 3 || !local.isEmpty() && local.size() != global.size()) {
            throw new IllegalArgumentException(code.name() + ": global must have 1 to 3 dimensions and local as many or"
                    + " none, not " + global + " and " + local);
        }
    }

    /** What a step runs. */
    public sealed interface Code {
        /** For messages. */
        String name();
    }

    /**
     * An entry point in OpenCL C, for devices that build programs.
     *
     * @param source resource with the OpenCL C, beside the description
     * @param sha256 lower-case hex digest of that resource; empty for sources that are still being written
     * @param options of the compiler
     * @param entry name of the entry point
     */
    public record OpenClC(String source, String sha256, String options, String entry) implements Code {
        @Override
        public String name() {
            return "entry " + entry;
        }
    }

    /**
     * A static Java method, for devices whose runtime compiles those. Its class lies in the same jar as the kernel's, so that
     * lints see it.
     *
     * @param owner binary name of its class
     * @param method its name
     */
    public record JavaMethod(String owner, String method) implements Code {
        static JavaMethod parse(String text) {
            int dot = text.lastIndexOf('.');
            if (dot <= 0 || dot == text.length() - 1) {
                throw new IllegalArgumentException("\"method\" must be a class and a method, such as sample.Rows.linear, not '"
                        + text + "'");
            }
            return new JavaMethod(text.substring(0, dot), text.substring(dot + 1));
        }

        @Override
        public String name() {
            return "method " + owner + "." + method;
        }
    }
}
