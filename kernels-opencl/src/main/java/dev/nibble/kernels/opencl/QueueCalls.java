package dev.nibble.kernels.opencl;

import static dev.nibble.kernels.opencl.NativeLibrary.INT;
import static dev.nibble.kernels.opencl.NativeLibrary.LONG;
import static dev.nibble.kernels.opencl.NativeLibrary.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls about queues and events, under their OpenCL names and with their arguments. */
final class QueueCalls {
    private final MethodHandle createCommandQueue;
    private final MethodHandle releaseCommandQueue;
    private final MethodHandle enqueueWriteBuffer;
    private final MethodHandle enqueueReadBuffer;
    private final MethodHandle enqueueNDRangeKernel;
    private final MethodHandle finish;
    private final MethodHandle getEventInfo;
    private final MethodHandle getEventProfilingInfo;
    private final MethodHandle releaseEvent;

    QueueCalls(NativeLibrary library) {
        createCommandQueue = library.function("clCreateCommandQueue", LONG, LONG, LONG, LONG, POINTER);
        releaseCommandQueue = library.function("clReleaseCommandQueue", INT, LONG);
        enqueueWriteBuffer = library.function("clEnqueueWriteBuffer", INT, LONG, LONG, INT, LONG, LONG, POINTER, INT,
                POINTER, POINTER);
        enqueueReadBuffer = library.function("clEnqueueReadBuffer", INT, LONG, LONG, INT, LONG, LONG, POINTER, INT,
                POINTER, POINTER);
        enqueueNDRangeKernel = library.function("clEnqueueNDRangeKernel", INT, LONG, LONG, INT, POINTER, POINTER,
                POINTER, INT, POINTER, POINTER);
        finish = library.function("clFinish", INT, LONG);
        getEventInfo = library.function("clGetEventInfo", INT, LONG, INT, LONG, POINTER, POINTER);
        getEventProfilingInfo = library.function("clGetEventProfilingInfo", INT, LONG, INT, LONG, POINTER, POINTER);
        releaseEvent = library.function("clReleaseEvent", INT, LONG);
    }

    long createCommandQueue(long context, long device, long properties, MemorySegment status) {
        try {
            return (long) this.createCommandQueue.invokeExact(context, device, properties, status);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int releaseCommandQueue(long queue) {
        try {
            return (int) this.releaseCommandQueue.invokeExact(queue);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int enqueueWriteBuffer(long queue, long buffer, int blocking, long offset, long size, MemorySegment host,
            int waits, MemorySegment waitList, MemorySegment event) {
        try {
            return (int) this.enqueueWriteBuffer.invokeExact(queue, buffer, blocking, offset, size, host, waits,
                    waitList, event);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int enqueueReadBuffer(long queue, long buffer, int blocking, long offset, long size, MemorySegment host,
            int waits, MemorySegment waitList, MemorySegment event) {
        try {
            return (int) this.enqueueReadBuffer.invokeExact(queue, buffer, blocking, offset, size, host, waits,
                    waitList, event);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int enqueueNDRangeKernel(long queue, long kernel, int dimensions, MemorySegment offsets, MemorySegment global,
            MemorySegment local, int waits, MemorySegment waitList, MemorySegment event) {
        try {
            return (int) this.enqueueNDRangeKernel.invokeExact(queue, kernel, dimensions, offsets, global, local,
                    waits, waitList, event);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int finish(long queue) {
        try {
            return (int) this.finish.invokeExact(queue);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int getEventInfo(long event, int what, long size, MemorySegment value, MemorySegment sizeNeeded) {
        try {
            return (int) this.getEventInfo.invokeExact(event, what, size, value, sizeNeeded);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int getEventProfilingInfo(long event, int what, long size, MemorySegment value, MemorySegment sizeNeeded) {
        try {
            return (int) this.getEventProfilingInfo.invokeExact(event, what, size, value, sizeNeeded);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int releaseEvent(long event) {
        try {
            return (int) this.releaseEvent.invokeExact(event);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }
}
