package dev.nibble.kernels.opencl;

import static dev.nibble.kernels.opencl.NativeLibrary.INT;
import static dev.nibble.kernels.opencl.NativeLibrary.LONG;
import static dev.nibble.kernels.opencl.NativeLibrary.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls about programs and their entry points, under their OpenCL names and with their arguments. */
final class ProgramCalls {
    private final MethodHandle createProgramWithSource;
    private final MethodHandle createProgramWithBinary;
    private final MethodHandle buildProgram;
    private final MethodHandle getProgramBuildInfo;
    private final MethodHandle getProgramInfo;
    private final MethodHandle releaseProgram;
    private final MethodHandle createKernel;
    private final MethodHandle setKernelArg;
    private final MethodHandle getKernelInfo;
    private final MethodHandle getKernelWorkGroupInfo;
    private final MethodHandle releaseKernel;

    ProgramCalls(NativeLibrary library) {
        createProgramWithSource = library.function("clCreateProgramWithSource", LONG, LONG, INT, POINTER, POINTER, POINTER);
        createProgramWithBinary = library.function("clCreateProgramWithBinary", LONG, LONG, INT, POINTER, POINTER,
                POINTER, POINTER, POINTER);
        buildProgram = library.function("clBuildProgram", INT, LONG, INT, POINTER, POINTER, POINTER, POINTER);
        getProgramBuildInfo = library.function("clGetProgramBuildInfo", INT, LONG, LONG, INT, LONG, POINTER, POINTER);
        getProgramInfo = library.function("clGetProgramInfo", INT, LONG, INT, LONG, POINTER, POINTER);
        releaseProgram = library.function("clReleaseProgram", INT, LONG);
        createKernel = library.function("clCreateKernel", LONG, LONG, POINTER, POINTER);
        setKernelArg = library.function("clSetKernelArg", INT, LONG, INT, LONG, POINTER);
        getKernelInfo = library.function("clGetKernelInfo", INT, LONG, INT, LONG, POINTER, POINTER);
        getKernelWorkGroupInfo = library.function("clGetKernelWorkGroupInfo", INT, LONG, LONG, INT, LONG, POINTER, POINTER);
        releaseKernel = library.function("clReleaseKernel", INT, LONG);
    }

    long createProgramWithSource(long context, int count, MemorySegment texts, MemorySegment lengths, MemorySegment status) {
        try {
            return (long) this.createProgramWithSource.invokeExact(context, count, texts, lengths, status);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    long createProgramWithBinary(long context, int count, MemorySegment devices, MemorySegment lengths,
            MemorySegment binaries, MemorySegment statuses, MemorySegment status) {
        try {
            return (long) this.createProgramWithBinary.invokeExact(context, count, devices, lengths, binaries,
                    statuses, status);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int buildProgram(long program, int count, MemorySegment devices, MemorySegment options, MemorySegment notify,
            MemorySegment user) {
        try {
            return (int) this.buildProgram.invokeExact(program, count, devices, options, notify, user);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int getProgramBuildInfo(long program, long device, int what, long size, MemorySegment value, MemorySegment sizeNeeded) {
        try {
            return (int) this.getProgramBuildInfo.invokeExact(program, device, what, size, value, sizeNeeded);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int getProgramInfo(long program, int what, long size, MemorySegment value, MemorySegment sizeNeeded) {
        try {
            return (int) this.getProgramInfo.invokeExact(program, what, size, value, sizeNeeded);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int releaseProgram(long program) {
        try {
            return (int) this.releaseProgram.invokeExact(program);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    long createKernel(long program, MemorySegment name, MemorySegment status) {
        try {
            return (long) this.createKernel.invokeExact(program, name, status);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int setKernelArg(long kernel, int index, long size, MemorySegment value) {
        try {
            return (int) this.setKernelArg.invokeExact(kernel, index, size, value);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int getKernelInfo(long kernel, int what, long size, MemorySegment value, MemorySegment sizeNeeded) {
        try {
            return (int) this.getKernelInfo.invokeExact(kernel, what, size, value, sizeNeeded);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int getKernelWorkGroupInfo(long kernel, long device, int what, long size, MemorySegment value, MemorySegment sizeNeeded) {
        try {
            return (int) this.getKernelWorkGroupInfo.invokeExact(kernel, device, what, size, value, sizeNeeded);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }

    int releaseKernel(long kernel) {
        try {
            return (int) this.releaseKernel.invokeExact(kernel);
        } catch (Throwable e) {
            throw NativeLibrary.broken(e);
        }
    }
}
