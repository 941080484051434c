import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.kernel.described.DescribedKernel;
import dev.nibble.api.kernel.described.KernelDescription;

/** Kernels that are Java methods, of the operation dequantize, right but for what their names say. */
public abstract class PlantedMethods implements DescribedKernel {
    private final KernelDescription description;

    PlantedMethods(String name, String method, String local) {
        description = KernelDescription.parse("""
                {"name": "methods.%s", "description": "a kernel for tests", "op": "dequantize", "formats": ["dense:f32"],
                 "compiler": "TornadoVM", "steps": [{"method": "Methods.%s", "arguments": [
                    {"role": "ints", "values": ["n * k"]}, {"role": "component", "name": "values"},
                    {"role": "output", "bytes": "4 * n * k"}],
                  "global": ["up(n * k, %s)"], "local": ["%s"]}]}""".formatted(name, method, local, local));
    }

    @Override
    public KernelDescription described() {
        return description;
    }

    public static final class Good extends PlantedMethods {
        public Good() {
            super("good", "copies", "8");
        }
    }

    public static final class DoesNotCompile extends PlantedMethods {
        public DoesNotCompile() {
            super("does-not-compile", "sequential", "8");
        }
    }

    public static final class TooLargeGroup extends PlantedMethods {
        public TooLargeGroup() {
            super("too-large-group", "copies", "1048576");
        }
    }

    public static final class WritesOutside extends PlantedMethods {
        public WritesOutside() {
            super("writes-outside", "outside", "8");
        }
    }

    /** Its worker is ended from outside, as by a system that is out of memory. */
    public static final class Killed extends PlantedMethods {
        public Killed() {
            super("killed", "copies", "8");
        }

        @Override
        public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
            try {
                new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start().waitFor();
            } catch (java.io.IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            throw new IllegalStateException("still alive");
        }
    }
}
