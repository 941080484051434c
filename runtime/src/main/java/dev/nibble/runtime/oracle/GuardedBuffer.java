package dev.nibble.runtime.oracle;

import static dev.nibble.api.tensor.Layouts.BYTE;
import static dev.nibble.api.tensor.Layouts.INT;

import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A buffer with guard bytes before and after it, aligned as kernels are promised. */
final class GuardedBuffer {
    /** A quiet NaN that no arithmetic makes. */
    static final int POISON = 0x7FE5A5A5;

    private static final byte GUARD = (byte) 0xA5;
    private static final long GUARD_BYTES = 256;

    private final String name;
    private final MemorySegment all;
    private final MemorySegment data;

    GuardedBuffer(String name, Arena arena, long bytes) {
        this.name = name;
        this.all = arena.allocate(bytes + 2 * GUARD_BYTES, Tensor.ALIGNMENT);
        this.all.fill(GUARD);
        this.data = all.asSlice(GUARD_BYTES, bytes);
    }

    /** What the kernel gets. */
    MemorySegment data() {
        return data;
    }

    /** Fills the buffer with NaN, so that what is not written shows. */
    void poison() {
        long words = data.byteSize() / 4;
        for (long i = 0; i < words; i++) {
            data.set(INT, 4 * i, POISON);
        }
    }

    /** Where bytes around the buffer have changed; empty if none have. */
    String damage() {
        long end = GUARD_BYTES + data.byteSize();
        for (long i = 0; i < GUARD_BYTES; i++) {
            if (all.get(BYTE, GUARD_BYTES - 1 - i) != GUARD) {
                return "wrote " + (i + 1) + " bytes before the " + name;
            }
            if (all.get(BYTE, end + i) != GUARD) {
                return "wrote past the end of the " + name + ", at byte " + (data.byteSize() + i) + " of " + data.byteSize();
            }
        }
        return "";
    }
}
