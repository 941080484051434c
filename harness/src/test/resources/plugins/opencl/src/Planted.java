import dev.nibble.api.device.Device;
import dev.nibble.api.device.program.Buffer;
import dev.nibble.api.device.program.ProgramDevice;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.kernel.described.DescribedKernel;
import dev.nibble.api.kernel.described.KernelDescription;
import java.util.ArrayList;
import java.util.List;

/** Kernels in OpenCL C of the operation dequantize that are right but for what their names say. */
public abstract class Planted implements DescribedKernel {
    private final KernelDescription description;

    Planted(String name, String source, String entry, String local) {
        description = KernelDescription.parse("""
                {"name": "planted.%s", "description": "a kernel for tests", "op": "dequantize", "formats": ["dense:f32"],
                 "compiler": "by hand", "steps": [{"source": "META-INF/%s", "entry": "%s", "arguments": [
                    {"role": "component", "name": "values"}, {"role": "output", "bytes": "4 * n * k"},
                    {"role": "int", "value": "n * k"}, {"role": "int", "value": "n - n"}],
                  "global": ["up(n * k, %s)"], "local": ["%s"]}]}""".formatted(name, source, entry, local, local));
    }

    @Override
    public KernelDescription described() {
        return description;
    }

    public static final class Good extends Planted {
        public Good() {
            super("good", "planted.cl", "copies", "8");
        }
    }

    public static final class DoesNotCompile extends Planted {
        public DoesNotCompile() {
            super("does-not-compile", "broken.cl", "copies", "8");
        }
    }

    public static final class TooLargeGroup extends Planted {
        public TooLargeGroup() {
            super("too-large-group", "planted.cl", "copies", "1048576");
        }
    }

    public static final class WrongGroup extends Planted {
        public WrongGroup() {
            super("wrong-group", "planted.cl", "copies_in_eights", "4");
        }
    }

    public static final class DividesByZero extends Planted {
        public DividesByZero() {
            super("divides-by-zero", "planted.cl", "divides", "8");
        }
    }

    public static final class WritesOutside extends Planted {
        public WritesOutside() {
            super("writes-outside", "planted.cl", "writes_outside", "8");
        }
    }

    /** Takes all the memory there is. */
    public static final class Greedy extends Planted {
        public Greedy() {
            super("greedy", "planted.cl", "copies", "8");
        }

        @Override
        public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
            List<Buffer> taken = new ArrayList<>();
            try {
                while (true) {
                    taken.add(((ProgramDevice) device).allocate(((ProgramDevice) device).limits().allocationBytes()));
                }
            } finally {
                taken.forEach(Buffer::close);
            }
        }
    }
}
