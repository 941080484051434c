package dev.nibble.api.testing;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.format.FormatText;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;

/** Test data, and formats by their text. */
public final class Matrices {
    /** One of each kind of built-in format. */
    public static final List<String> FORMATS = List.of(
            "affine:bits=1,group=32,axis=1,zero=none",
            "affine:bits=1,group=32,axis=1,zero=float",
            "affine:bits=2,group=32,axis=1,zero=int",
            "affine:bits=3,group=64,axis=1,zero=float,params=f16",
            "affine:bits=4,group=64,axis=1,zero=float",
            "affine:bits=4,group=4,axis=0,zero=float",
            "affine:bits=4,group=4,axis=0,zero=int",
            "affine:bits=5,per=row,zero=int,params=f16",
            "affine:bits=6,per=tensor,zero=float",
            "affine:bits=7,per=tensor,zero=int",
            "affine:bits=8,per=row,zero=none",
            "affine:bits=8,group=128,axis=1,zero=none,params=f16",
            "affine-min:bits=4,group=32,axis=1,params=f16",
            "affine-min:bits=5,group=32,axis=1,params=f16",
            "affine-min:bits=1,group=4,axis=0",
            "affine-min:bits=8,per=row",
            "nf4:block=64",
            "nf4:block=64,params=f16",
            "nf4:block=64,double=256",
            "fp4:block=32",
            "fp4:block=128,double=16",
            "nf4:block=64,double=256,map=linear",
            "dynamic8:block=256",
            "dynamic8:block=64,params=f16",
            "codebook:values=-1;-0.33;0.4;1,block=64",
            "codebook:values=2;0;-3,block=32,double=4",
            "fp8:e4m3fn,per=row",
            "fp8:e5m2,per=tensor",
            "fp8:e4m3fn,group=4,axis=0",
            "mxfp4",
            "nvfp4",
            "dense:f32",
            "dense:f16",
            "dense:bf16");

    private Matrices() {}

    /** Reads a format through the providers that the service loader finds. */
    public static Format format(String text) {
        FormatText parsed = FormatText.parse(text);
        for (FormatProvider provider : ServiceLoader.load(FormatProvider.class)) {
            if (provider.name().equals(parsed.family())) {
                return provider.parse(parsed);
            }
        }
        throw new IllegalArgumentException("no provider of " + parsed.family());
    }

    public static Tensor normal(long rows, long cols, long seed) {
        Random random = new Random(seed);
        float[] values = new float[(int) (rows * cols)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.02f;
        }
        return Tensor.of(Shape.of(rows, cols), values);
    }

    public static Tensor constant(long rows, long cols, float value) {
        float[] values = new float[(int) (rows * cols)];
        Arrays.fill(values, value);
        return Tensor.of(Shape.of(rows, cols), values);
    }

    /** The rows of a tensor, one after the other. */
    public static float[] values(Tensor tensor) {
        int cols = tensor.shape().rowLength();
        float[] all = new float[(int) tensor.shape().elements()];
        float[] row = new float[cols];
        for (int r = 0; r < tensor.shape().rows(); r++) {
            tensor.readRow(r, row);
            System.arraycopy(row, 0, all, r * cols, cols);
        }
        return all;
    }

    public static float[] decoded(QuantizedTensor tensor) {
        return values(tensor.decode());
    }
}
