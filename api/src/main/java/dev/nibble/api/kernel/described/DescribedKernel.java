package dev.nibble.api.kernel.described;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.program.MethodDevice;
import dev.nibble.api.device.program.ProgramDevice;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.plugin.Support;
import java.lang.foreign.MemorySegment;

/**
 * A kernel that its description says all of. A plugin's class is then no more than this, with a services entry as for every
 * kernel:
 *
 * <pre>{@code
 * public final class Int4 implements DescribedKernel {
 *     private final KernelDescription description = KernelDescription.load(Int4.class, "int4.json");
 *
 *     public KernelDescription described() {
 *         return description;
 *     }
 * }
 * }</pre>
 *
 * <p>Sources and binaries that the description names are resources beside that class; classes with methods that it names
 * are in the same jar.
 */
public interface DescribedKernel extends Kernel {
    /** The runtime of the devices that kernels in OpenCL C run on. */
    String RUNTIME = "opencl";

    /** The runtime of the devices that kernels which are Java methods run on. */
    String METHOD_RUNTIME = "tornado";

    /** The property of a device that tells whether its driver compiles sources; {@code none} if it only takes binaries. */
    String COMPILER = "compiler";

    /** The description, the same on every call. */
    KernelDescription described();

    /**
     * The weight in a layout of the kernel's own, for arguments of the role {@code packed}.
     *
     * @param name which of them
     * @return as many bytes as the description says
     * @throws IllegalArgumentException if it makes no layout of that name
     */
    default MemorySegment pack(String name, QuantizedTensor weight) {
        throw new IllegalArgumentException(
                "kernel '" + name() + "' has an argument 'packed' named '" + name + "', and its class does not pack it");
    }

    @Override
    default String name() {
        return described().name();
    }

    @Override
    default String description() {
        return described().description();
    }

    @Override
    default String op() {
        return described().op();
    }

    @Override
    default Support supports(KernelRequest request) {
        return new Eligibility(described(), request).support();
    }

    @Override
    default PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        RequestSizes sizes = RequestSizes.of(described(), request.spec());
        return switch (device) {
            case ProgramDevice programs when !described().isMethod() -> DescribedRun.prepare(this, sizes, programs, weight);
            case MethodDevice methods when described().isMethod() -> MethodRun.prepare(this, sizes, methods, weight);
            default -> throw new IllegalArgumentException("kernel '" + name() + "' is prepared on a device of the runtime "
                    + described().runtime() + ", not on '" + device.info().id() + "'");
        };
    }
}
