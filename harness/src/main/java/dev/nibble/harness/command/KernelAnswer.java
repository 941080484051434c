package dev.nibble.harness.command;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Support;

/** Whether a kernel can serve a case on a device, its contract and the fallback policy aside. */
final class KernelAnswer {
    private KernelAnswer() {}

    /** All requirements: of the operation, the format, the device and the kernel, each once. */
    static Support of(Registry registry, Kernel kernel, OpSpec spec, DeviceInfo device, int threads) {
        Support support = registry.op(spec.op()).supports(spec)
                .and(spec.format().supports(spec.weight()))
                .and(device.usable());
        try {
            support = support.and(kernel.supports(new KernelRequest(spec, device, threads)));
        } catch (RuntimeException | LinkageError e) {
            support = support.require("supports", "an answer", "it threw " + e, false);
        }
        return new Support(support.requirements().stream().distinct().toList());
    }
}
