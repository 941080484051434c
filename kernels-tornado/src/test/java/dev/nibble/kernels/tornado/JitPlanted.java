package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.oracle.Verdict;
import dev.nibble.runtime.registry.PluginRegistry;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** Proves kernels of a plugin with a class loader of its own, in a JVM with TornadoVM; {@link JitPluginsTest} starts it. */
final class JitPlanted {
    private JitPlanted() {}

    /**
     * Prints a line for each kernel.
     *
     * @param arguments the plugin's folder, and methods with global and local work sizes, such as {@code copies;n * k;}
     */
    public static void main(String[] arguments) throws Exception {
        PluginRegistry registry = PluginRegistry.load(JitPlanted.class.getClassLoader());
        TornadoDeviceProvider provider = new TornadoDeviceProvider();
        URL[] path = {Path.of(arguments[0]).toUri().toURL()};
        try (URLClassLoader plugin = new URLClassLoader(path, JitPlanted.class.getClassLoader());
                Device device = provider.open(provider.devices().getFirst())) {
            for (int i = 1; i < arguments.length; i++) {
                String[] parts = arguments[i].split(";", -1);
                Kernel kernel = (Kernel) plugin.loadClass("planted.Planted").getConstructor(String.class)
                        .newInstance(description(parts[0], parts[1], parts[2]));
                System.out.println("case " + parts[0] + ": " + outcome(registry, device, kernel).replaceAll("\\s*\\R\\s*", " "));
            }
        }
    }

    private static String description(String method, String global, String local) {
        String more = switch (method) {
            case "greedy" -> "{\"role\": \"scratch\", \"name\": \"s\", \"bytes\": \"268435456\"},";
            case "shifts", "unsignedBytes" -> "{\"role\": \"component\", \"name\": \"values\"},";
            default -> "";
        };
        return """
                {"name": "planted.%s", "description": "a kernel for tests", "op": "dequantize", "formats": ["dense:f32"],
                 "compiler": "TornadoVM", "steps": [{"method": "planted.Methods.%s", "arguments": [
                    {"role": "ints", "values": ["n * k", "n - n"]}, %s {"role": "component", "name": "values"},
                    {"role": "output", "bytes": "4 * n * k"}],
                  "global": ["%s"], "local": [%s]}]}""".formatted(method, method, more, global, local.isEmpty() ? "" : "\"" + local + "\"");
    }

    private static String outcome(PluginRegistry registry, Device device, Kernel kernel) {
        OpSpec spec = new OpSpec("dequantize", registry.format("dense:f32"), Shape.of(5, 13), 1, Activation.F32);
        Support support = kernel.supports(new KernelRequest(spec, device.info(), 1));
        if (!support.supported()) {
            return "refused, " + support;
        }
        Verdict verdict = new Oracle(registry, device, 1).prove(kernel, spec);
        return verdict.passed() ? "passed" : verdict.fault().map(Enum::toString).orElse("wrong") + ", " + verdict.failure();
    }
}
