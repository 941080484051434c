package dev.nibble.kernels.opencl;

/**
 * The functions of OpenCL 1.2 that this module uses; every driver has them.
 *
 * <p>They are called through Java's own Foreign Function API and not through a binding such as LWJGL's: about thirty
 * functions are needed, a binding would bring native code of its own for every platform and a class path entry for every
 * plugin host, and OpenCL's C interface has not changed in this part since 2011.
 */
record OpenCl(PlatformCalls platforms, ProgramCalls programs, QueueCalls queues) {
    /** @throws IllegalStateException if there is no OpenCL library, or one that lacks functions; the message says which */
    static OpenCl load() {
        NativeLibrary library = NativeLibrary.load();
        return new OpenCl(new PlatformCalls(library), new ProgramCalls(library), new QueueCalls(library));
    }
}
