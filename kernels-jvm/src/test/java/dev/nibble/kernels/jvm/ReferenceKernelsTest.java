package dev.nibble.kernels.jvm;

import dev.nibble.api.kernel.Kernel;
import org.junit.jupiter.api.Nested;

class ReferenceKernelsTest {
    /** Formats of every family, and fewer random requests than usual: reference kernels refuse none. */
    private abstract static class EveryFormat extends OnJvm {
        EveryFormat(Kernel kernel) {
            super(kernel, "affine:bits=4,group=64,axis=1,zero=float", "affine:bits=1,group=32,zero=none",
                    "affine:bits=3,group=8,axis=0,zero=int", "affine:bits=8,per=row,zero=none,params=f16",
                    "affine:bits=5,per=tensor,zero=float", "nf4:block=64", "fp4:block=32,double=8", "fp8:e4m3fn,per=row", "mxfp4",
                    "nvfp4", "dense:f32", "dense:f16", "dense:bf16");
        }

        @Override
        public int randomRequests() {
            return 60;
        }
    }

    @Nested
    class Linear extends EveryFormat {
        Linear() {
            super(new ReferenceLinear());
        }
    }

    @Nested
    class Matmul extends EveryFormat {
        Matmul() {
            super(new ReferenceMatmul());
        }
    }

    @Nested
    class Embedding extends EveryFormat {
        Embedding() {
            super(new ReferenceEmbedding());
        }
    }

    @Nested
    class Dequantize extends EveryFormat {
        Dequantize() {
            super(new ReferenceDequantize());
        }
    }
}
