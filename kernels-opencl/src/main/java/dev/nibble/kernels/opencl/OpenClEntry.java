package dev.nibble.kernels.opencl;

import dev.nibble.api.device.program.Buffer;
import dev.nibble.api.device.program.Entry;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramException.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;

/** An entry point with its arguments, and what the driver says of it. */
final class OpenClEntry implements Entry, Ledger.Held {
    private static final int NUM_ARGS = 0x1191;
    private static final int WORK_GROUP_SIZE = 0x11B0;
    private static final int COMPILE_WORK_GROUP_SIZE = 0x11B1;
    private static final int LOCAL_MEM_SIZE = 0x11B2;

    private final OpenClDevice device;
    private final String name;
    private final String label;
    private final long maxWorkGroup;
    private final long[] requiredGroup;
    private final long ownLocalBytes;
    private final long[] localBytes;
    private final BitSet set = new BitSet();
    private final MemorySegment value = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private long handle;

    private OpenClEntry(OpenClDevice device, String name, String label, long handle, Info entry, Info onDevice) {
        this.device = device;
        this.name = name;
        this.label = label;
        this.handle = handle;
        this.maxWorkGroup = onDevice.number(WORK_GROUP_SIZE);
        this.requiredGroup = onDevice.numbers(COMPILE_WORK_GROUP_SIZE);
        this.ownLocalBytes = onDevice.number(LOCAL_MEM_SIZE);
        this.localBytes = new long[(int) entry.number(NUM_ARGS)];
    }

    /** Takes the handle, and releases it if this fails. */
    static OpenClEntry of(OpenClDevice device, String program, String name, long handle) {
        String label = "entry '" + name + "' of '" + program + "' on " + device;
        ProgramCalls calls = device.calls().programs();
        try {
            return new OpenClEntry(device, name, label, handle,
                    new Info("clGetKernelInfo", label, (what, size, value, needed) ->
                            calls.getKernelInfo(handle, what, size, value, needed)),
                    new Info("clGetKernelWorkGroupInfo", label, (what, size, value, needed) ->
                            calls.getKernelWorkGroupInfo(handle, device.handle(), what, size, value, needed)));
        } catch (RuntimeException e) {
            StatusCode.check(calls.releaseKernel(handle), "clReleaseKernel", label);
            throw e;
        }
    }

    /** @throws IllegalStateException if it is closed */
    long handle() {
        if (handle == 0) {
            throw new IllegalStateException(label + " is closed");
        }
        return handle;
    }

    OpenClDevice device() {
        return device;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Entry arg(int index, Buffer buffer) {
        value.set(ValueLayout.JAVA_LONG, 0, OpenClBuffer.of(buffer, device).handle());
        return set(index, Long.BYTES, value);
    }

    @Override
    public Entry arg(int index, int number) {
        value.set(ValueLayout.JAVA_INT, 0, number);
        return set(index, Integer.BYTES, value);
    }

    @Override
    public Entry arg(int index, long number) {
        value.set(ValueLayout.JAVA_LONG, 0, number);
        return set(index, Long.BYTES, value);
    }

    @Override
    public Entry arg(int index, float number) {
        value.set(ValueLayout.JAVA_FLOAT, 0, number);
        return set(index, Float.BYTES, value);
    }

    @Override
    public Entry local(int index, long bytes) {
        if (bytes < 1 || bytes > device.limits().localBytes()) {
            throw new ProgramException(Kind.LIMIT, "argument " + index + " of " + label + ": local memory must be 1 to "
                    + device.limits().localBytes() + " bytes, not " + bytes);
        }
        set(index, bytes, MemorySegment.NULL);
        localBytes[index] = bytes;
        return this;
    }

    private Entry set(int index, long size, MemorySegment from) {
        int status = device.calls().programs().setKernelArg(handle(), index, size, from);
        if (status != StatusCode.SUCCESS) {
            throw StatusCode.failure(status, "clSetKernelArg", "argument " + index + " of " + label);
        }
        set.set(index);
        return this;
    }

    /**
     * Refuses sizes that the device cannot run, because some drivers crash on them.
     *
     * @throws ProgramException of kind LAUNCH or LIMIT; the message names the entry
     */
    void requireLaunchable(long[] global, long[] local) {
        if (set.nextClearBit(0) < localBytes.length) {
            throw new ProgramException(Kind.LAUNCH, "argument " + set.nextClearBit(0) + " of " + label + " was never set");
        }
        if (global.length < 1 || global.length > 3 || local.length != 0 && local.length != global.length) {
            throw new ProgramException(Kind.LAUNCH, label + " needs 1 to 3 dimensions, in local as many as in global or none; given"
                    + " were " + global.length + " and " + local.length);
        }
        long group = 1;
        for (int i = 0; i < global.length; i++) {
            long size = local.length == 0 ? 1 : local[i];
            if (global[i] < 1 || size < 1 || global[i] % size != 0) {
                throw new ProgramException(Kind.LAUNCH, label + ": " + global[i] + " work items in dimension " + i
                        + " cannot be cut into groups of " + size);
            }
            requireAtMost(size, device.itemSize(i), i);
            group = Math.multiplyExact(group, size);
        }
        requireAtMost(group, Math.min(maxWorkGroup, device.limits().workGroup()), -1);
        requireGroup(local);
        requireLocalMemory();
    }

    /** @param dimension in which; -1 for all together */
    private void requireAtMost(long items, long most, int dimension) {
        if (items > most) {
            throw new ProgramException(Kind.LIMIT, label + " may have at most " + most + " work items "
                    + (dimension < 0 ? "in a work group" : "in dimension " + dimension + " of a work group") + ", not " + items);
        }
    }

    /** A size that the source demands, with {@code reqd_work_group_size}. */
    private void requireGroup(long[] local) {
        if (requiredGroup[0] == 0) {
            return;
        }
        for (int i = 0; i < 3; i++) {
            long size = i < local.length ? local[i] : 1;
            if (size != requiredGroup[i]) {
                throw new ProgramException(Kind.LAUNCH, label + " demands work groups of " + requiredGroup[0] + " x "
                        + requiredGroup[1] + " x " + requiredGroup[2] + " items; dimension " + i + " has " + size);
            }
        }
    }

    private void requireLocalMemory() {
        long bytes = ownLocalBytes;
        for (long argument : localBytes) {
            bytes += argument;
        }
        if (bytes > device.limits().localBytes()) {
            throw new ProgramException(Kind.LIMIT, label + " uses " + bytes + " bytes of local memory, and the device has "
                    + device.limits().localBytes());
        }
    }

    @Override
    public String toString() {
        return label;
    }

    @Override
    public void close() {
        if (handle != 0) {
            device.ledger().remove(this);
            long released = handle;
            handle = 0;
            StatusCode.check(device.calls().programs().releaseKernel(released), "clReleaseKernel", label);
        }
    }
}
