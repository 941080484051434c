import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.plugin.Support;

/** Never says what it supports, whoever asks it to stop. */
public final class SilentKernel implements Kernel {
    public String name() {
        return "test.silent";
    }

    public String description() {
        return "a kernel for tests";
    }

    public String op() {
        return "dequantize";
    }

    public Support supports(KernelRequest request) {
        System.err.println("asked for ever");
        while (true) {
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                System.err.println("and goes on");
            }
        }
    }

    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        throw new IllegalStateException("never asked for");
    }
}
