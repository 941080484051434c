package dev.nibble.kernels.opencl;

import dev.nibble.api.device.program.ProgramException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Reads what one of OpenCL's {@code clGet...Info} functions tells of one object.
 *
 * @param call name of the function
 * @param subject the object, for messages
 * @param query the function with the object
 */
record Info(String call, String subject, Query query) {
    /** A call of such a function. */
    interface Query {
        int get(int what, long size, MemorySegment value, MemorySegment sizeNeeded);
    }

    /** A zero-terminated text, trimmed. */
    String text(int what) {
        byte[] bytes = bytes(what);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8).strip();
    }

    /** A number of 32 or 64 bits or a truth value, which are all unsigned and little-endian. */
    long number(int what) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_LONG);
            StatusCode.check(query.get(what, value.byteSize(), value, MemorySegment.NULL), call, subject);
            return value.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** Several numbers of 64 bits. */
    long[] numbers(int what) {
        return MemorySegment.ofArray(bytes(what)).toArray(ValueLayout.JAVA_LONG_UNALIGNED);
    }

    /** @throws ProgramException if the driver gives an error */
    byte[] bytes(int what) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
            StatusCode.check(query.get(what, 0, MemorySegment.NULL, size), call, subject);
            MemorySegment value = arena.allocate(Math.max(1, size.get(ValueLayout.JAVA_LONG, 0)));
            StatusCode.check(query.get(what, size.get(ValueLayout.JAVA_LONG, 0), value, MemorySegment.NULL), call, subject);
            return value.asSlice(0, size.get(ValueLayout.JAVA_LONG, 0)).toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
