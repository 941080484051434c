package dev.nibble.api.device;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps the JVM's signal handlers while native drivers start. Java's division by zero, null pointers and stack overflows are
 * signals of the processor that the JVM turns into exceptions. A driver that takes one of them over changes what Java means:
 * PoCL steps over SIGFPE, and with it {@code 1 / 0} is a number in Java code, without an exception.
 *
 * <p>With the JVM's handlers in place a driver's own fault ends the process, as any crash of native code does. For devices of
 * plugins that load drivers, too.
 */
public final class JvmSignals {
    /** SIGILL, SIGTRAP, SIGFPE, SIGSEGV and SIGBUS, whose number alone differs between systems. */
    private static final int[] SIGNALS = {4, 5, 8, 11, System.getProperty("os.name").startsWith("Linux") ? 7 : 10};
    /** More than any system's {@code struct sigaction}: 152 bytes with glibc on 64 bits. */
    private static final long ACTION_BYTES = 512;

    private JvmSignals() {}

    /**
     * What the work returns, with the handlers put back as they were before it, whether it returns or throws. Systems without
     * {@code sigaction} (Windows) have nothing to put back.
     *
     * @param work loads a driver, or makes its first call
     * @throws IllegalCallerException if the JVM was told to allow no native calls
     */
    public static <T> T keep(Supplier<T> work) {
        Optional<MethodHandle> sigaction = sigaction();
        if (sigaction.isEmpty()) {
            return work.get();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment[] kept = new MemorySegment[SIGNALS.length];
            for (int i = 0; i < kept.length; i++) {
                kept[i] = arena.allocate(ACTION_BYTES, 16);
                call(sigaction.get(), SIGNALS[i], MemorySegment.NULL, kept[i]);
            }
            try {
                return work.get();
            } finally {
                for (int i = 0; i < kept.length; i++) {
                    call(sigaction.get(), SIGNALS[i], kept[i], MemorySegment.NULL);
                }
            }
        }
    }

    @SuppressWarnings("restricted") // that is what --enable-native-access allows
    private static Optional<MethodHandle> sigaction() {
        Linker linker = Linker.nativeLinker();
        var type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        return linker.defaultLookup().find("sigaction").map(address -> linker.downcallHandle(address, type));
    }

    private static void call(MethodHandle sigaction, int signal, MemorySegment action, MemorySegment old) {
        int status;
        try {
            status = (int) sigaction.invokeExact(signal, action, old);
        } catch (Throwable e) {
            throw new IllegalStateException("sigaction could not be called", e);
        }
        if (status != 0) {
            throw new IllegalStateException("sigaction failed for signal " + signal);
        }
    }
}
