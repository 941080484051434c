package dev.nibble.kernels.jvm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("vectors")
class Int4LinearTest {
    @Nested
    class FourBits extends OnJvm {
        FourBits() {
            super(new Int4Linear(), affineAnd(4, "affine:bits=4,group=8,axis=0,zero=float", "affine:bits=5,group=64,axis=1,zero=float",
                    "dense:f32", "nf4:block=64", "fp8:e4m3fn,per=row"));
        }
    }

    @Nested
    class OtherWidthsAndGrids extends OnJvm {
        OtherWidthsAndGrids() {
            super(new Int4Linear(), "affine:bits=1,group=64,zero=none", "affine:bits=1,group=40,zero=float",
                    "affine:bits=2,group=64,zero=float", "affine:bits=2,group=20,zero=int", "affine:bits=2,group=128,zero=none",
                    "affine:bits=3,group=64,zero=float", "affine:bits=3,per=row,zero=none", "affine-min:bits=4,group=32,params=f16",
                    "codebook:values=-2;-1;0;1,block=64");
        }
    }
}
