package dev.nibble.kernels.jvm;

import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Shape;
import java.util.ServiceLoader;

/** What a host does that was started without the vector module; run by a test in a JVM of its own. */
final class HostWithoutVectors {
    private HostWithoutVectors() {}

    public static void main(String[] arguments) {
        JvmDeviceProvider provider = new JvmDeviceProvider();
        var device = provider.devices().getFirst();
        System.out.println("fingerprint " + device.fingerprint());
        OpSpec spec = new OpSpec("linear", TestDevice.format("affine:bits=4,group=64"), Shape.of(64, 64), 1, Activation.F32);
        for (Kernel kernel : ServiceLoader.load(Kernel.class)) {
            System.out.println(kernel.name() + " " + kernel.supports(new KernelRequest(spec, device, 1)));
        }
        try (var opened = provider.open(device)) {
            System.out.println("opened " + opened.info().id());
        } catch (IllegalStateException e) {
            System.out.println("open " + e.getMessage());
        }
    }
}
