package dev.nibble.api.device.program;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A static Java method and what it is called with.
 *
 * @param owner the class that has it; its bytes are read through its own class loader
 * @param method its name, which no other method of the class has
 * @param arguments one for each parameter that is an array, in their order
 * @param global work items in each of 1 to 3 dimensions, the most of any launch
 * @param local work items of a group in as many dimensions; empty for the runtime's choice
 */
public record MethodCall(Class<?> owner, String method, List<Argument> arguments, List<Long> global, List<Long> local) {
    public MethodCall {
        arguments = List.copyOf(arguments);
        global = List.copyOf(global);
        local = List.copyOf(local);
    }

    /** Its name, for messages. */
    public String name() {
        return owner.getName() + "." + method;
    }

    /** How an argument's content comes and goes. */
    public enum Role {
        /** On the device from the start, and the same for all launches. */
        LASTING,
        /** Written by the host before launches. */
        INPUT,
        /** Read by the host after launches. */
        OUTPUT
    }

    /**
     * What an argument is bound to.
     *
     * @param role how it is used
     * @param content what it holds from the start, not needed any more once bound; {@link MemorySegment#NULL} for zeros
     * @param bytes its size
     */
    public record Argument(Role role, MemorySegment content, long bytes) {
        /** With a content. */
        public static Argument of(Role role, MemorySegment content) {
            return new Argument(role, content, content.byteSize());
        }

        /** Of zeros. */
        public static Argument room(Role role, long bytes) {
            return new Argument(role, MemorySegment.NULL, bytes);
        }

        /** Whether there is a content. */
        public boolean isFilled() {
            return content.byteSize() > 0;
        }
    }
}
