package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Shape;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.oracle.Verdict;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.List;

/** Proves the kernels in a JVM with TornadoVM; {@link JitKernelsTest} starts it. Ends with an exception if one is wrong. */
final class JitCheck {
    private static final List<String> FORMATS = List.of("affine:bits=4,group=32,zero=float", "affine:bits=8,group=64,zero=int",
            "affine:bits=2,group=32,zero=float", "nf4:block=64", "fp8:e4m3fn,per=row");

    private JitCheck() {}

    /** @param arguments none */
    public static void main(String[] arguments) {
        PluginRegistry registry = PluginRegistry.load(JitCheck.class.getClassLoader());
        TornadoDeviceProvider provider = new TornadoDeviceProvider();
        try (Device device = provider.open(provider.devices().getFirst())) {
            for (Kernel kernel : registry.kernels()) {
                if (kernel.name().startsWith("tornado.")) {
                    prove(registry, device, kernel);
                }
            }
        }
    }

    private static void prove(PluginRegistry registry, Device device, Kernel kernel) {
        int proven = 0;
        for (String format : FORMATS) {
            for (Activation activation : Activation.representatives()) {
                OpSpec spec = new OpSpec(kernel.op(), registry.format(format), Shape.of(17, 129),
                        kernel.op().equals("dequantize") ? 1 : 5, activation);
                if (kernel.supports(new KernelRequest(spec, device.info(), 1)).supported()) {
                    Verdict verdict = new Oracle(registry, device, 1).prove(kernel, spec);
                    if (!verdict.passed()) {
                        throw new AssertionError(kernel.name() + " " + spec + ": " + verdict.failure());
                    }
                    proven++;
                }
            }
        }
        if (proven == 0) {
            throw new AssertionError(kernel.name() + " serves none of " + FORMATS);
        }
        System.out.println("proven " + kernel.name() + " " + proven);
    }
}
