package dev.nibble.kernels.opencl;

import dev.nibble.api.device.program.Buffer;
import dev.nibble.api.device.program.CommandQueue;
import dev.nibble.api.device.program.Entry;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramException.Kind;
import dev.nibble.api.kernel.DeviceTimes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An in-order queue. What its calls pass to the driver lies in memory that is allocated once. */
final class OpenClQueue implements CommandQueue, Ledger.Held {
    private static final int NO_BLOCKING = 0;
    private static final int BLOCKING = 1;

    private final OpenClDevice device;
    private final QueueCalls calls;
    private final QueueEvents events;
    private final MemorySegment event = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private final MemorySegment global = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, 3);
    private final MemorySegment local = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, 3);
    /** For host memory on the Java heap, which drivers cannot reach. */
    private MemorySegment staging = MemorySegment.NULL;
    private long handle;

    OpenClQueue(OpenClDevice device, long handle) {
        this.device = device;
        this.calls = device.calls().queues();
        this.events = new QueueEvents(calls);
        this.handle = handle;
    }

    @Override
    public void write(Buffer to, long offset, MemorySegment from, long bytes) {
        long buffer = range(to, offset, from, bytes, "write to");
        if (bytes == 0) {
            return;
        }
        if (from.isNative()) {
            enqueueWrite(buffer, NO_BLOCKING, offset, bytes, from);
        } else {
            enqueueWrite(buffer, BLOCKING, offset, bytes, staged(bytes).copyFrom(from.asSlice(0, bytes)));
        }
    }

    private void enqueueWrite(long buffer, int blocking, long offset, long bytes, MemorySegment from) {
        roomForEvent();
        int status = calls.enqueueWriteBuffer(open(), buffer, blocking, offset, bytes, from, 0, MemorySegment.NULL,
                event);
        enqueued(status, "clEnqueueWriteBuffer", device, QueueEvents.TO_DEVICE);
    }

    @Override
    public void read(Buffer from, long offset, MemorySegment to, long bytes) {
        long buffer = range(from, offset, to, bytes, "read from");
        if (to.isReadOnly()) {
            throw new IllegalArgumentException("what is read from " + device + " cannot be put into a read-only segment");
        }
        if (bytes == 0) {
            return;
        }
        if (to.isNative()) {
            enqueueRead(buffer, NO_BLOCKING, offset, bytes, to);
        } else {
            MemorySegment reachable = staged(bytes);
            enqueueRead(buffer, BLOCKING, offset, bytes, reachable);
            MemorySegment.copy(reachable, 0, to, 0, bytes);
        }
    }

    private void enqueueRead(long buffer, int blocking, long offset, long bytes, MemorySegment to) {
        roomForEvent();
        int status = calls.enqueueReadBuffer(open(), buffer, blocking, offset, bytes, to, 0, MemorySegment.NULL,
                event);
        enqueued(status, "clEnqueueReadBuffer", device, QueueEvents.FROM_DEVICE);
    }

    /** @return the buffer's handle */
    private long range(Buffer buffer, long offset, MemorySegment host, long bytes, String what) {
        OpenClBuffer own = OpenClBuffer.of(buffer, device);
        if (offset < 0 || bytes < 0 || bytes > own.bytes() - offset || bytes > host.byteSize()) {
            throw new ProgramException(Kind.LAUNCH, "cannot " + what + " a buffer of " + own.bytes() + " bytes on " + device + ": "
                    + bytes + " bytes at offset " + offset + ", host memory of " + host.byteSize() + " bytes");
        }
        return own.handle();
    }

    private MemorySegment staged(long bytes) {
        if (staging.byteSize() < bytes) {
            staging = Arena.ofAuto().allocate(bytes, 64);
        }
        return staging.byteSize() == bytes ? staging : staging.asSlice(0, bytes);
    }

    @Override
    public void launch(Entry entry, long[] globalSize, long[] localSize) {
        if (!(entry instanceof OpenClEntry own) || own.device() != device) {
            throw new IllegalArgumentException("an entry of another device cannot be launched on " + device);
        }
        own.requireLaunchable(globalSize, localSize);
        for (int i = 0; i < globalSize.length; i++) {
            global.setAtIndex(ValueLayout.JAVA_LONG, i, globalSize[i]);
        }
        for (int i = 0; i < localSize.length; i++) {
            local.setAtIndex(ValueLayout.JAVA_LONG, i, localSize[i]);
        }
        roomForEvent();
        int status = calls.enqueueNDRangeKernel(open(), own.handle(), globalSize.length, MemorySegment.NULL, global,
                localSize.length == 0 ? MemorySegment.NULL : local, 0, MemorySegment.NULL, event);
        enqueued(status, "clEnqueueNDRangeKernel", own, QueueEvents.KERNEL);
    }

    private void enqueued(int status, String call, Object subject, int kind) {
        StatusCode.check(status, call, subject);
        events.add(event.get(ValueLayout.JAVA_LONG, 0), call, subject, kind);
    }

    /** Events of very long sequences are counted meanwhile. */
    private void roomForEvent() {
        if (events.isFull()) {
            StatusCode.check(calls.finish(open()), "clFinish", device);
            events.collect();
        }
    }

    @Override
    public void finish() {
        int status = calls.finish(open());
        events.collect();
        events.complete();
        StatusCode.check(status, "clFinish", device);
    }

    @Override
    public DeviceTimes times() {
        return events.times();
    }

    private long open() {
        if (handle == 0) {
            throw new IllegalStateException("a queue on " + device + " is closed");
        }
        return handle;
    }

    @Override
    public void close() {
        if (handle == 0) {
            return;
        }
        device.ledger().remove(this);
        try {
            finish();
        } finally {
            long released = handle;
            handle = 0;
            StatusCode.check(calls.releaseCommandQueue(released), "clReleaseCommandQueue", device);
        }
    }
}
