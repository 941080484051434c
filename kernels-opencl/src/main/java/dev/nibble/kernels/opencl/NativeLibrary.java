package dev.nibble.kernels.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The system's OpenCL loader. It stays loaded until the JVM ends: drivers have threads of their own and do not survive
 * being unloaded.
 */
final class NativeLibrary {
    /** Opaque handles and {@code size_t}: this binding is for 64-bit systems. */
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    /** Linux, with and without its development package; Windows; macOS. */
    private static final List<String> NAMES = List.of("libOpenCL.so.1", "libOpenCL.so", "OpenCL.dll",
            "/System/Library/Frameworks/OpenCL.framework/OpenCL");

    private final SymbolLookup symbols;
    private final Linker linker = Linker.nativeLinker();

    private NativeLibrary(SymbolLookup symbols) {
        this.symbols = symbols;
    }

    /** @throws IllegalStateException if there is none; the message lists what was looked for */
    @SuppressWarnings("restricted") // that is what --enable-native-access allows
    static NativeLibrary load() {
        List<String> tried = new ArrayList<>();
        for (String name : NAMES) {
            try {
                return new NativeLibrary(SymbolLookup.libraryLookup(name, Arena.global()));
            } catch (IllegalArgumentException _) {
                tried.add(name);
            }
        }
        throw new IllegalStateException("none of " + String.join(", ", tried) + " could be loaded");
    }

    /** @throws IllegalStateException if the library lacks that function */
    @SuppressWarnings("restricted")
    MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        MemorySegment address = symbols.find(name)
                .orElseThrow(() -> new IllegalStateException("the OpenCL library lacks the function " + name));
        return linker.downcallHandle(address, FunctionDescriptor.of(result, arguments));
    }

    /** What a call of a native function can throw is a fault of this binding, never the driver's. */
    static IllegalStateException broken(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a native call could not be made", cause);
    }
}
