package plugin.tornadoint8;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Shape;
import dev.nibble.kernels.tornado.TornadoDeviceProvider;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class TornadoInt8Test {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(TornadoInt8Test.class.getClassLoader());

    @Test
    void noLintFindsAnything() {
        assertEquals(List.of(), REGISTRY.findings(REGISTRY.kernel("tornado-int8")));
    }

    /** Where the tests run in a JVM with TornadoVM: see README.md. */
    @Test
    void meetsItsReference() {
        TornadoDeviceProvider provider = new TornadoDeviceProvider();
        DeviceInfo info = provider.devices().getFirst();
        Assumptions.assumeTrue(info.usable().supported(), () -> "needs TornadoVM and a device: " + info.usable());
        Assumptions.assumeTrue(ModuleLayer.boot().findModule("tornado.api").isPresent(), "needs -Dtornado.arguments=@FILE");
        try (Device device = provider.open(info)) {
            Oracle oracle = new Oracle(REGISTRY, device, 1);
            for (long m : new long[] {1, 4, 16}) {
                OpSpec spec = new OpSpec("linear", REGISTRY.format("affine:bits=8,per=row,zero=none"), Shape.of(17, 129), m,
                        Activation.F32);
                assertEquals("", oracle.prove(new TornadoInt8(), spec).failure());
            }
        }
    }
}
