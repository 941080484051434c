package dev.nibble.kernels.jvm;

import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Memory for packed weights. Large weights are read faster from pages of 2 MiB: with those of 4 KiB the processor looks an
 * address up every 32 steps of a panel, and stops reading ahead there. Linux gives such pages to whoever asks with
 * {@code madvise(2)}, before the memory is written, so that the memory must come from {@code mmap(2)}.
 */
final class WeightMemory {
    /** Of x86-64, and of Arm with base pages of 4 KiB; where it is another, the request does no harm. */
    private static final long HUGE_PAGE = 2L << 20;

    private static final int READ_AND_WRITE = 0x1 | 0x2;
    private static final int PRIVATE_AND_ANONYMOUS = 0x02 | 0x20;
    private static final int ADVICE_HUGE_PAGES = 14;

    private final MethodHandle mmap;
    private final MethodHandle madvise;
    private final MethodHandle munmap;

    private WeightMemory(Linker linker) {
        this.mmap = function(linker, "mmap", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        this.madvise = function(linker, "madvise", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        this.munmap = function(linker, "munmap", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(Linker linker, String name, FunctionDescriptor type) {
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    /** Zero-filled memory, in huge pages if it has the size of some and the system gives them. */
    static MemorySegment allocate(Arena arena, long bytes) {
        boolean asks = bytes >= 2 * HUGE_PAGE && System.getProperty("os.name").equals("Linux")
                && WeightMemory.class.getModule().isNativeAccessEnabled();
        return (asks ? new WeightMemory(Linker.nativeLinker()).map(arena, bytes) : Optional.<MemorySegment>empty())
                .orElseGet(() -> arena.allocate(bytes, Tensor.ALIGNMENT));
    }

    /** Empty if the system has no such memory. */
    @SuppressWarnings("restricted")
    private Optional<MemorySegment> map(Arena arena, long bytes) {
        long length = Math.addExact(bytes, HUGE_PAGE);
        try {
            MemorySegment mapped = (MemorySegment) mmap.invokeExact(
                    MemorySegment.NULL, length, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, -1, 0L);
            if (mapped.address() == -1) {
                return Optional.empty();
            }
            MemorySegment all = mapped.reinterpret(length, arena, this::unmap);
            MemorySegment aligned = all.asSlice(Math.floorMod(-all.address(), HUGE_PAGE), bytes);
            // Advice: whatever it answers, the memory can be used.
            int ignored = (int) madvise.invokeExact(aligned, bytes, ADVICE_HUGE_PAGES);
            return Optional.of(aligned);
        } catch (Throwable e) {
            throw new IllegalStateException("calling mmap and madvise failed", e);
        }
    }

    private void unmap(MemorySegment all) {
        try {
            if ((int) munmap.invokeExact(all, all.byteSize()) != 0) {
                throw new IllegalStateException("munmap refused " + all);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("calling munmap failed", e);
        }
    }
}
