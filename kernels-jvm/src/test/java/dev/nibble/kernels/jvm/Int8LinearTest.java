package dev.nibble.kernels.jvm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("vectors")
class Int8LinearTest {
    @Nested
    class EightBits extends OnJvm {
        EightBits() {
            super(new Int8Linear(), affineAnd(8, "affine:bits=8,group=8,axis=0,zero=float", "affine:bits=4,group=64", "dense:f32",
                    "nf4:block=64"));
        }
    }

    @Nested
    class FiveToSevenBits extends OnJvm {
        FiveToSevenBits() {
            super(new Int8Linear(), "affine:bits=5,group=64", "affine:bits=6,group=30,zero=none", "affine:bits=7,per=row,zero=int",
                    "affine-min:bits=5,group=32,params=f16");
        }
    }
}
