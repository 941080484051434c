package dev.nibble.conformance;

import dev.nibble.api.format.Format;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The built-in formats keep the contract of formats. */
class BuiltInFormatsTest implements FormatConformance {
    @Override
    public Stream<Format> formats() {
        var registry = PluginRegistry.load(getClass().getClassLoader());
        Stream<String> widths = IntStream.rangeClosed(1, 8).boxed().flatMap(bits -> Stream.of(
                "affine:bits=" + bits + ",group=64,axis=1,zero=float",
                "affine:bits=" + bits + ",group=32,axis=1,zero=int",
                "affine:bits=" + bits + ",per=row,zero=none"));
        Stream<String> others = Stream.of("affine:bits=4,group=8,axis=0,zero=float", "affine:bits=4,group=64,axis=1,params=f16",
                "affine:bits=3,per=tensor,zero=float", "nf4:block=64", "nf4:block=64,double=256", "fp4:block=64",
                "nf4:block=64,double=256,map=linear", "dynamic8:block=256", "affine-min:bits=4,group=32,params=f16",
                "affine-min:bits=5,group=8,axis=0", "affine-min:bits=1,per=row",
                "fp8:e4m3fn,per=row", "fp8:e5m2,per=tensor", "fp8:e4m3fn,group=64,axis=1", "mxfp4", "nvfp4",
                "dense:f32", "dense:f16", "dense:bf16");
        return Stream.concat(widths, others).map(registry::format);
    }
}
