package dev.nibble.kernels.opencl;

import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramException.Kind;

/**
 * What the driver returns from a call.
 *
 * @see <a href="https://registry.khronos.org/OpenCL/specs/3.0-unified/html/OpenCL_API.html#error_codes">OpenCL 3.0, error codes</a>
 */
final class StatusCode {
    static final int SUCCESS = 0;
    static final int DEVICE_NOT_FOUND = -1;
    static final int PROFILING_INFO_NOT_AVAILABLE = -7;
    static final int INVALID_KERNEL_NAME = -46;
    static final int PLATFORM_NOT_FOUND = -1001;

    private static final String[] FROM_0 = {
        "CL_SUCCESS", "CL_DEVICE_NOT_FOUND", "CL_DEVICE_NOT_AVAILABLE", "CL_COMPILER_NOT_AVAILABLE",
        "CL_MEM_OBJECT_ALLOCATION_FAILURE", "CL_OUT_OF_RESOURCES", "CL_OUT_OF_HOST_MEMORY", "CL_PROFILING_INFO_NOT_AVAILABLE",
        "CL_MEM_COPY_OVERLAP", "CL_IMAGE_FORMAT_MISMATCH", "CL_IMAGE_FORMAT_NOT_SUPPORTED", "CL_BUILD_PROGRAM_FAILURE",
        "CL_MAP_FAILURE", "CL_MISALIGNED_SUB_BUFFER_OFFSET", "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST",
        "CL_COMPILE_PROGRAM_FAILURE", "CL_LINKER_NOT_AVAILABLE", "CL_LINK_PROGRAM_FAILURE", "CL_DEVICE_PARTITION_FAILED",
        "CL_KERNEL_ARG_INFO_NOT_AVAILABLE"
    };
    private static final String[] FROM_30 = {
        "CL_INVALID_VALUE", "CL_INVALID_DEVICE_TYPE", "CL_INVALID_PLATFORM", "CL_INVALID_DEVICE", "CL_INVALID_CONTEXT",
        "CL_INVALID_QUEUE_PROPERTIES", "CL_INVALID_COMMAND_QUEUE", "CL_INVALID_HOST_PTR", "CL_INVALID_MEM_OBJECT",
        "CL_INVALID_IMAGE_FORMAT_DESCRIPTOR", "CL_INVALID_IMAGE_SIZE", "CL_INVALID_SAMPLER", "CL_INVALID_BINARY",
        "CL_INVALID_BUILD_OPTIONS", "CL_INVALID_PROGRAM", "CL_INVALID_PROGRAM_EXECUTABLE", "CL_INVALID_KERNEL_NAME",
        "CL_INVALID_KERNEL_DEFINITION", "CL_INVALID_KERNEL", "CL_INVALID_ARG_INDEX", "CL_INVALID_ARG_VALUE",
        "CL_INVALID_ARG_SIZE", "CL_INVALID_KERNEL_ARGS", "CL_INVALID_WORK_DIMENSION", "CL_INVALID_WORK_GROUP_SIZE",
        "CL_INVALID_WORK_ITEM_SIZE", "CL_INVALID_GLOBAL_OFFSET", "CL_INVALID_EVENT_WAIT_LIST", "CL_INVALID_EVENT",
        "CL_INVALID_OPERATION", "CL_INVALID_GL_OBJECT", "CL_INVALID_BUFFER_SIZE", "CL_INVALID_MIP_LEVEL",
        "CL_INVALID_GLOBAL_WORK_SIZE", "CL_INVALID_PROPERTY", "CL_INVALID_IMAGE_DESCRIPTOR", "CL_INVALID_COMPILER_OPTIONS",
        "CL_INVALID_LINKER_OPTIONS", "CL_INVALID_DEVICE_PARTITION_COUNT", "CL_INVALID_PIPE_SIZE", "CL_INVALID_DEVICE_QUEUE",
        "CL_INVALID_SPEC_ID", "CL_MAX_SIZE_RESTRICTION_EXCEEDED"
    };

    private StatusCode() {}

    /** For example {@code CL_INVALID_WORK_GROUP_SIZE (-54)}. */
    static String name(int code) {
        int index = -code;
        if (index >= 0 && index < FROM_0.length) {
            return FROM_0[index] + " (" + code + ")";
        }
        if (index >= 30 && index < 30 + FROM_30.length) {
            return FROM_30[index - 30] + " (" + code + ")";
        }
        return code == PLATFORM_NOT_FOUND ? "CL_PLATFORM_NOT_FOUND_KHR (-1001)" : "an error of the driver's own (" + code + ")";
    }

    /** What sort of failure a code is. */
    static Kind kind(int code) {
        return switch (code) {
            // Drivers tell a failed allocation in either way, at the allocation or when the memory is first used.
            case -4, -5, -6 -> Kind.OUT_OF_MEMORY;
            case -3, -11, -15, -16, -17, -43, -45, -46, -47, -66, -67 -> Kind.BUILD;
            case -42 -> Kind.BINARY;
            case -49, -50, -51, -52, -53, -54, -55, -56, -63 -> Kind.LAUNCH;
            case -61, -72 -> Kind.LIMIT;
            default -> Kind.RUNTIME;
        };
    }

    /**
     * @param call the function's name
     * @param subject what it was called for, for example {@code entry 'linear_int4' on opencl:0:0 (name)}
     * @throws ProgramException unless the code is that of success
     */
    static void check(int code, String call, Object subject) {
        if (code != SUCCESS) {
            throw failure(code, call, subject);
        }
    }

    static ProgramException failure(int code, String call, Object subject) {
        return new ProgramException(kind(code), call + " failed with " + name(code) + " for " + subject);
    }
}
