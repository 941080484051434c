package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.conformance.KernelConformance;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The exported methods on an OpenCL device, without TornadoVM. Skipped where there is no such device. */
class ExportedKernelsTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(ExportedKernelsTest.class.getClassLoader());

    private static Device device;

    @BeforeAll
    static void open() {
        DeviceProvider provider = REGISTRY.deviceProviders().stream().filter(it -> it.name().equals("opencl")).findFirst()
                .orElseThrow();
        List<DeviceInfo> devices = provider.devices();
        DeviceInfo usable = devices.stream().filter(it -> it.usable().supported()).findFirst().orElse(null);
        Assumptions.assumeTrue(usable != null, () -> "needs an OpenCL device: " + devices.getFirst().usable());
        device = provider.open(usable);
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    /** What the kernels' tests have in common. */
    private interface OnOpenCl extends KernelConformance {
        List<String> formatTexts();

        @Override
        default Stream<Format> formats() {
            return formatTexts().stream().map(REGISTRY::format);
        }

        @Override
        default PluginRegistry registry() {
            return REGISTRY;
        }

        @Override
        default Device device() {
            return device;
        }

        @Override
        default int randomRequests() {
            return 12;
        }
    }

    @Nested
    class Int4 implements OnOpenCl {
        @Override
        public Kernel kernel() {
            return new Int4Linear();
        }

        @Override
        public List<String> formatTexts() {
            return List.of("affine:bits=4,group=64,zero=int", "affine:bits=4,group=128,zero=none",
                    "affine:bits=3,group=20,zero=float", "affine:bits=4,group=64,axis=0,zero=float", "nf4:block=64");
        }
    }

    @Nested
    class Int4Group implements OnOpenCl {
        @Override
        public Kernel kernel() {
            return new Int4GroupLinear();
        }

        @Override
        public List<String> formatTexts() {
            return List.of("affine:bits=4,group=32,zero=float", "affine:bits=4,group=24,zero=float");
        }
    }

    @Nested
    class Int8 implements OnOpenCl {
        @Override
        public Kernel kernel() {
            return new Int8Linear();
        }

        @Override
        public List<String> formatTexts() {
            return List.of("affine:bits=8,per=row,zero=none", "affine:bits=6,group=64,zero=float");
        }
    }

    @Nested
    class Int8Group implements OnOpenCl {
        @Override
        public Kernel kernel() {
            return new Int8GroupLinear();
        }

        @Override
        public List<String> formatTexts() {
            return List.of("affine:bits=8,per=row,zero=none", "affine:bits=8,group=64,zero=int");
        }
    }

    @Nested
    class Int2 implements OnOpenCl {
        @Override
        public Kernel kernel() {
            return new Int2Linear();
        }

        @Override
        public List<String> formatTexts() {
            return List.of("affine:bits=2,group=32,zero=float", "affine:bits=1,per=tensor,zero=none");
        }
    }

    @Nested
    class Table4 implements OnOpenCl {
        @Override
        public Kernel kernel() {
            return new Table4Linear();
        }

        @Override
        public List<String> formatTexts() {
            return List.of("nf4:block=64", "mxfp4", "affine:bits=4,group=32,zero=float");
        }
    }

    @Nested
    class Table4Group implements OnOpenCl {
        @Override
        public Kernel kernel() {
            return new Table4GroupLinear();
        }

        @Override
        public List<String> formatTexts() {
            return List.of("nf4:block=64");
        }
    }

    @Nested
    class Table8 implements OnOpenCl {
        @Override
        public Kernel kernel() {
            return new Table8Linear();
        }

        @Override
        public List<String> formatTexts() {
            return List.of("fp8:e4m3fn,per=row", "fp8:e5m2,group=64,axis=1");
        }
    }

    @Nested
    class Integer4 implements OnOpenCl {
        @Override
        public Kernel kernel() {
            return new Integer4Linear();
        }

        @Override
        public List<String> formatTexts() {
            return List.of("affine:bits=4,group=32,zero=float");
        }
    }

    @Nested
    class Integer8 implements OnOpenCl {
        @Override
        public Kernel kernel() {
            return new Integer8Linear();
        }

        @Override
        public List<String> formatTexts() {
            return List.of("affine:bits=8,per=row,zero=none", "affine:bits=8,group=64,zero=float");
        }
    }

    @Nested
    class Dequantize implements OnOpenCl {
        @Override
        public Kernel kernel() {
            return new TornadoDequantize();
        }

        @Override
        public List<String> formatTexts() {
            return List.of("affine:bits=4,group=20,zero=float", "fp8:e4m3fn,per=tensor");
        }
    }

    @Nested
    class Embedding implements OnOpenCl {
        @Override
        public Kernel kernel() {
            return new TornadoEmbedding();
        }

        @Override
        public List<String> formatTexts() {
            return List.of("affine:bits=8,group=64,zero=int", "nf4:block=64");
        }
    }
}
