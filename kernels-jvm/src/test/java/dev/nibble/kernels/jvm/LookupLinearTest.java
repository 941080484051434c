package dev.nibble.kernels.jvm;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("vectors")
class LookupLinearTest {
    @Nested
    class SmallTables extends OnJvm {
        SmallTables() {
            super(new LookupLinear(), "nf4:block=64", "nf4:block=40,double=7", "fp4:block=32,params=f16", "mxfp4", "nvfp4",
                    "codebook:values=-1;0;2,block=50", "codebook:values=-1;3,block=64", "affine:bits=4,group=64", "fp8:e5m2,per=row");
        }
    }

    @Nested
    class LargeTables extends OnJvm {
        LargeTables() {
            super(new Lookup8Linear(), "fp8:e4m3fn,per=row", "fp8:e5m2,per=tensor", "fp8:e4m3fn,group=50", "dynamic8:block=256",
                    "codebook:values=" + IntStream.range(0, 200).mapToObj(i -> Float.toString(i * i / 100f - 7))
                            .collect(Collectors.joining(";")) + ",block=96", "nf4:block=64");
        }
    }
}
