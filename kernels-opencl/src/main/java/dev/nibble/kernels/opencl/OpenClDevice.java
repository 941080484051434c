package dev.nibble.kernels.opencl;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.program.Buffer;
import dev.nibble.api.device.program.CommandQueue;
import dev.nibble.api.device.program.Limits;
import dev.nibble.api.device.program.Program;
import dev.nibble.api.device.program.ProgramDevice;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramException.Kind;
import dev.nibble.api.device.program.ProgramSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** An open device: a context of its own. */
final class OpenClDevice implements ProgramDevice {
    private static final long CONTEXT_PLATFORM = 0x1084;
    private static final long READ_WRITE = 1;
    private static final long PROFILING = 2;

    private final OpenCl calls;
    private final FoundDevice found;
    private final Ledger ledger = new Ledger();
    private final ProgramBuilder programs;
    private final AtomicLong allocated = new AtomicLong();
    private long context;

    private OpenClDevice(OpenCl calls, FoundDevice found, long context, Path cacheFolder, OfflineFolder offline) {
        this.calls = calls;
        this.found = found;
        this.context = context;
        this.programs = new ProgramBuilder(this, new ProgramCache(cacheFolder), offline);
    }

    /** @throws IllegalStateException if the driver gives no context; the message names device and error */
    static OpenClDevice open(OpenCl calls, FoundDevice found, Path cacheFolder, OfflineFolder offline) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            long context = calls.platforms().createContext(
                    arena.allocateFrom(ValueLayout.JAVA_LONG, CONTEXT_PLATFORM, found.platform(), 0), 1,
                    arena.allocateFrom(ValueLayout.JAVA_LONG, found.handle()), MemorySegment.NULL, MemorySegment.NULL, status);
            int code = status.get(ValueLayout.JAVA_INT, 0);
            if (code != StatusCode.SUCCESS) {
                throw new IllegalStateException("device " + found.label() + " cannot be opened: clCreateContext failed with "
                        + StatusCode.name(code));
            }
            return new OpenClDevice(calls, found, context, cacheFolder, offline);
        }
    }

    OpenCl calls() {
        return calls;
    }

    Ledger ledger() {
        return ledger;
    }

    long handle() {
        return found.handle();
    }

    long context() {
        if (context == 0) {
            throw new IllegalStateException("device " + found.label() + " is closed");
        }
        return context;
    }

    /** The most work items in one dimension of a group. */
    long itemSize(int dimension) {
        return dimension < found.itemSizes().size() ? found.itemSizes().get(dimension) : 1;
    }

    /** What is open on this device, by class. */
    Map<String, Integer> open() {
        Map<String, Integer> counts = new TreeMap<>(ledger.counts());
        if (programs.count() > 0) {
            counts.put("built program", programs.count());
        }
        return counts;
    }

    @Override
    public DeviceInfo info() {
        return found.info();
    }

    @Override
    public Limits limits() {
        return found.limits();
    }

    @Override
    public Program build(ProgramSource source) {
        context();
        return programs.build(source);
    }

    @Override
    public Buffer allocate(long bytes) {
        if (bytes < 1 || bytes > limits().allocationBytes()) {
            throw new ProgramException(Kind.LIMIT, "a buffer on " + this + " must have 1 to " + limits().allocationBytes()
                    + " bytes, not " + bytes);
        }
        reserve(bytes);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            long buffer = calls.platforms().createBuffer(context(), READ_WRITE, bytes, MemorySegment.NULL, status);
            StatusCode.check(status.get(ValueLayout.JAVA_INT, 0), "clCreateBuffer", "a buffer of " + bytes + " bytes on " + this);
            return ledger.add(new OpenClBuffer(this, buffer, bytes));
        } catch (RuntimeException e) {
            released(bytes);
            throw e;
        }
    }

    /** Most drivers give memory only when it is first used, and what then happens where there is none is up to them. */
    private void reserve(long bytes) {
        long now = allocated.addAndGet(bytes);
        if (now > info().memoryBytes()) {
            released(bytes);
            throw new ProgramException(Kind.OUT_OF_MEMORY, "a buffer of " + bytes + " bytes is too much for " + this + ": "
                    + (now - bytes) + " of its " + info().memoryBytes() + " bytes are taken. Close kernels that are not needed");
        }
    }

    /** That much memory is free again. */
    void released(long bytes) {
        allocated.addAndGet(-bytes);
    }

    @Override
    public CommandQueue queue() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            long queue = calls.queues().createCommandQueue(context(), handle(), PROFILING, status);
            StatusCode.check(status.get(ValueLayout.JAVA_INT, 0), "clCreateCommandQueue", this);
            return ledger.add(new OpenClQueue(this, queue));
        }
    }

    @Override
    public Ceiling measureCeiling(int threads) {
        return new DeviceCeiling(this, found.computeUnits(), found.cacheBytes()).measure(threads);
    }

    @Override
    public String toString() {
        return found.label();
    }

    @Override
    public void close() {
        if (context == 0) {
            return;
        }
        try {
            try {
                ledger.closeAll();
            } finally {
                programs.close();
            }
        } finally {
            long released = context;
            context = 0;
            StatusCode.check(calls.platforms().releaseContext(released), "clReleaseContext", this);
        }
    }
}
