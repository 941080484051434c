package dev.nibble.kernels.jvm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("vectors")
class DenseLinearTest {
    @Nested
    class OnOneThread extends OnJvm {
        OnOneThread() {
            super(new DenseLinear(), "dense:f32", "dense:f16");
        }
    }

    @Nested
    class OnThreeThreads extends OnJvm {
        OnThreeThreads() {
            super(new DenseLinear(), "dense:f32");
        }

        @Override
        public int threads() {
            return 3;
        }
    }
}
