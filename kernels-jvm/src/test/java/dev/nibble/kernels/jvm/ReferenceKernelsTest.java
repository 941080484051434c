package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.conformance.KernelConformance;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;

class ReferenceKernelsTest {
    private static final String[] FORMATS = {
        "affine:bits=4,group=64,axis=1,zero=float", "affine:bits=1,group=32,zero=none", "affine:bits=3,group=8,axis=0,zero=int",
        "affine:bits=8,per=row,zero=none,params=f16", "affine:bits=5,per=tensor,zero=float", "nf4:block=64", "fp4:block=32,double=8",
        "fp8:e4m3fn,per=row", "mxfp4", "nvfp4", "dense:f32", "dense:f16", "dense:bf16"
    };

    @Nested
    class Linear implements KernelConformance {
        @AutoClose
        private final Device device = TestDevice.open();

        @Override
        public Kernel kernel() {
            return new ReferenceLinear();
        }

        @Override
        public Device device() {
            return device;
        }

        @Override
        public Stream<Format> formats() {
            return TestDevice.formats(FORMATS);
        }

        @Override
        public int randomRequests() {
            return 60;
        }
    }

    @Nested
    class Matmul implements KernelConformance {
        @AutoClose
        private final Device device = TestDevice.open();

        @Override
        public Kernel kernel() {
            return new ReferenceMatmul();
        }

        @Override
        public Device device() {
            return device;
        }

        @Override
        public Stream<Format> formats() {
            return TestDevice.formats(FORMATS);
        }

        @Override
        public int randomRequests() {
            return 60;
        }
    }

    @Nested
    class Embedding implements KernelConformance {
        @AutoClose
        private final Device device = TestDevice.open();

        @Override
        public Kernel kernel() {
            return new ReferenceEmbedding();
        }

        @Override
        public Device device() {
            return device;
        }

        @Override
        public Stream<Format> formats() {
            return TestDevice.formats(FORMATS);
        }

        @Override
        public int randomRequests() {
            return 60;
        }
    }

    @Nested
    class Dequantize implements KernelConformance {
        @AutoClose
        private final Device device = TestDevice.open();

        @Override
        public Kernel kernel() {
            return new ReferenceDequantize();
        }

        @Override
        public Device device() {
            return device;
        }

        @Override
        public Stream<Format> formats() {
            return TestDevice.formats(FORMATS);
        }

        @Override
        public int randomRequests() {
            return 60;
        }
    }
}
