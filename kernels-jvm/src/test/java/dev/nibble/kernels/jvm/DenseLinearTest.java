package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.conformance.KernelConformance;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("vectors")
class DenseLinearTest {
    @Nested
    class OnOneThread implements KernelConformance {
        @AutoClose
        private final Device device = TestDevice.open();

        @Override
        public Kernel kernel() {
            return new DenseLinear();
        }

        @Override
        public Device device() {
            return device;
        }

        @Override
        public Stream<Format> formats() {
            return TestDevice.formats("dense:f32", "dense:f16");
        }
    }

    @Nested
    class OnThreeThreads implements KernelConformance {
        @AutoClose
        private final Device device = TestDevice.open();

        @Override
        public Kernel kernel() {
            return new DenseLinear();
        }

        @Override
        public Device device() {
            return device;
        }

        @Override
        public Stream<Format> formats() {
            return TestDevice.formats("dense:f32");
        }

        @Override
        public int threads() {
            return 3;
        }
    }
}
