package dev.nibble.kernels.opencl;

import static dev.nibble.kernels.opencl.NativeLibrary.INT;
import static dev.nibble.kernels.opencl.NativeLibrary.LONG;
import static dev.nibble.kernels.opencl.NativeLibrary.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls about platforms, devices and contexts, under their OpenCL names and with their arguments. */
final class PlatformCalls {
    private final MethodHandle getPlatformIDs;
    private final MethodHandle getPlatformInfo;
    private final MethodHandle getDeviceIDs;
    private final MethodHandle getDeviceInfo;
    private final MethodHandle createContext;
    private final MethodHandle releaseContext;
    private final MethodHandle createBuffer;
    private final MethodHandle releaseMemObject;

    PlatformCalls(NativeLibrary library) {
        getPlatformIDs = library.function("clGetPlatformIDs", INT, INT, POINTER, POINTER);
        getPlatformInfo = library.function("clGetPlatformInfo", INT, LONG, INT, LONG, POINTER, POINTER);
        getDeviceIDs = library.function("clGetDeviceIDs", INT, LONG, LONG, INT, POINTER, POINTER);
        getDeviceInfo = library.function("clGetDeviceInfo", INT, LONG, INT, LONG, POINTER, POINTER);
        createContext = library.function("clCreateContext", LONG, POINTER, INT, POINTER, POINTER, POINTER, POINTER);
        releaseContext = library.function("clReleaseContext", INT, LONG);
        createBuffer = library.function("clCreateBuffer", LONG, LONG, LONG, LONG, POINTER, POINTER);
        releaseMemObject = library.function("clReleaseMemObject", INT, LONG);
    }

    int getPlatformIDs(int count, MemorySegment platforms, MemorySegment found) {
        try {
            return (int) this.getPlatformIDs.invokeExact(count, platforms, found);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int getPlatformInfo(long platform, int what, long size, MemorySegment value, MemorySegment sizeNeeded) {
        try {
            return (int) this.getPlatformInfo.invokeExact(platform, what, size, value, sizeNeeded);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int getDeviceIDs(long platform, long type, int count, MemorySegment devices, MemorySegment found) {
        try {
            return (int) this.getDeviceIDs.invokeExact(platform, type, count, devices, found);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int getDeviceInfo(long device, int what, long size, MemorySegment value, MemorySegment sizeNeeded) {
        try {
            return (int) this.getDeviceInfo.invokeExact(device, what, size, value, sizeNeeded);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    long createContext(MemorySegment properties, int count, MemorySegment devices, MemorySegment notify,
            MemorySegment user, MemorySegment status) {
        try {
            return (long) this.createContext.invokeExact(properties, count, devices, notify, user, status);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int releaseContext(long context) {
        try {
            return (int) this.releaseContext.invokeExact(context);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    long createBuffer(long context, long flags, long size, MemorySegment host, MemorySegment status) {
        try {
            return (long) this.createBuffer.invokeExact(context, flags, size, host, status);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int releaseMemObject(long buffer) {
        try {
            return (int) this.releaseMemObject.invokeExact(buffer);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }
}
