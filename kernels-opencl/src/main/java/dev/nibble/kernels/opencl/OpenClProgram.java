package dev.nibble.kernels.opencl;

import dev.nibble.api.device.program.Entry;
import dev.nibble.api.device.program.Program;
import dev.nibble.api.device.program.ProgramException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A program as one user of it sees it. The device keeps what was built until it is closed, for the next who asks. */
final class OpenClProgram implements Program {
    private static final int BINARY_SIZES = 0x1165;
    private static final int BINARIES = 0x1166;
    private static final int KERNEL_NAMES = 0x1168;

    private final OpenClDevice device;
    private final String name;
    private final long handle;
    private boolean closed;

    OpenClProgram(OpenClDevice device, String name, long handle) {
        this.device = device;
        this.name = name;
        this.handle = handle;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Entry entry(String entry) {
        requireOpen();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            long kernel = device.calls().programs().createKernel(handle, arena.allocateFrom(entry), status);
            int code = status.get(ValueLayout.JAVA_INT, 0);
            if (code == StatusCode.INVALID_KERNEL_NAME) {
                throw new ProgramException(ProgramException.Kind.BUILD, "program '" + name + "' on " + device + " has no entry '"
                        + entry + "', only: " + info().text(KERNEL_NAMES).replace(";", ", "));
            }
            StatusCode.check(code, "clCreateKernel", "entry '" + entry + "' of '" + name + "' on " + device);
            return device.ledger().add(OpenClEntry.of(device, name, entry, kernel));
        }
    }

    @Override
    public byte[] binary() {
        requireOpen();
        return binary(device, handle, info());
    }

    static byte[] binary(OpenClDevice device, long handle, Info info) {
        try (Arena arena = Arena.ofConfined()) {
            long size = info.number(BINARY_SIZES);
            if (size == 0) {
                throw new ProgramException(ProgramException.Kind.RUNTIME, device + " gives no binary of its programs");
            }
            MemorySegment bytes = arena.allocate(size);
            MemorySegment pointer = arena.allocateFrom(ValueLayout.ADDRESS, bytes);
            StatusCode.check(device.calls().programs().getProgramInfo(handle, BINARIES, pointer.byteSize(), pointer,
                    MemorySegment.NULL), info.call(), info.subject());
            return bytes.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private Info info() {
        return info(device, name, handle);
    }

    static Info info(OpenClDevice device, String name, long handle) {
        return new Info("clGetProgramInfo", "program '" + name + "' on " + device, (what, size, value, needed) ->
                device.calls().programs().getProgramInfo(handle, what, size, value, needed));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("program '" + name + "' on " + device + " is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
