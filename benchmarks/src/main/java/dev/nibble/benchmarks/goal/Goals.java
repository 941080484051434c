package dev.nibble.benchmarks.goal;

import static dev.nibble.benchmarks.contender.Case.Mode.COLD;
import static dev.nibble.benchmarks.contender.Case.Mode.HOT;

import dev.nibble.api.op.Activation;
import dev.nibble.benchmarks.contender.NibbleEntrant;
import dev.nibble.benchmarks.goal.Goal.Measure;
import java.util.List;

/** The goals of the JVM's kernels, for all cores of a machine with few. */
public final class Goals {
    private static final String SYMMETRIC = "affine:bits=4,group=64,axis=1,zero=none";
    private static final String FLOAT_ZERO = "affine:bits=4,group=64,axis=1,zero=float";
    private static final String HALF_PARAMETERS = "affine:bits=4,group=64,axis=1,zero=float,params=f16";
    private static final List<String> INT4 = List.of(SYMMETRIC, FLOAT_ZERO, HALF_PARAMETERS);

    private static final String SQUARE = "4096x4096";
    private static final String TALL = "11008x4096";

    private static final String ACC4 = "ort nbits b64 acc4";
    private static final String ACC0 = "ort nbits b64 acc0";
    private static final List<String> INT4_PEERS = List.of(
            "ort nbits b32 acc4", ACC4, "ort nbits b128 acc4", ACC0, "jlama q4 x i8");

    private Goals() {}

    /** All of them. */
    public static List<Goal> all() {
        return List.of(
                new Goal("int8act-hot", "int4 g64 x int8, M=1, hot: no slower than ORT accuracy 4 block 64",
                        INT4, Activation.INT8_ROW, List.of(SQUARE), 1, List.of(HOT), Measure.SPEED, 1.0, List.of(ACC4)),
                new Goal("int8act-cold", "int4 g64 x int8, M=1, cold: no slower than the best peer",
                        INT4, Activation.INT8_ROW, List.of(SQUARE, TALL), 1, List.of(COLD), Measure.SPEED, 1.0, INT4_PEERS),
                new Goal("int8act-bandwidth", "int4 g64 x int8, M=1, cold: 85 % of the read bandwidth",
                        INT4, Activation.INT8_ROW, List.of(SQUARE, TALL), 1, List.of(COLD), Measure.BANDWIDTH, 85, List.of()),
                new Goal("f32act-hot", "int4 g64 x f32, M=1, hot: 2.2 times ORT accuracy 0",
                        INT4, Activation.F32, List.of(SQUARE), 1, List.of(HOT), Measure.SPEED, 2.2, List.of(ACC0)),
                new Goal("small-hot", "int4 g64 x int8, M=1, small and hot: 1.3 times ORT accuracy 4",
                        INT4, Activation.INT8_ROW, List.of("384x1536", "1536x384"), 1, List.of(HOT), Measure.SPEED, 1.3,
                        List.of(ACC4)),
                new Goal("int8-cold", "int8 x int8, M=1, cold: no slower than ORT's dynamic int8",
                        List.of("affine:bits=8,per=row,zero=none", "affine:bits=8,group=64,axis=1,zero=none"),
                        Activation.INT8_ROW, List.of(SQUARE, TALL), 1, List.of(COLD), Measure.SPEED, 1.0,
                        List.of("ort dynamic int8")),
                new Goal("prefill-f32", "int4 g64 x f32, M=128: 0.9 times ORT accuracy 0",
                        INT4, Activation.F32, List.of(SQUARE), 128, List.of(HOT), Measure.SPEED, 0.9, List.of(ACC0)),
                new Goal("prefill-int8", "int4 g64 x int8, M=128: 0.75 times ORT accuracy 4",
                        INT4, Activation.INT8_ROW, List.of(SQUARE), 128, List.of(HOT), Measure.SPEED, 0.75, List.of(ACC4)),
                new Goal("nf4", "NF4 x f32, M=1: within 1.4 times the time of int4 x f32",
                        List.of("nf4:block=64"), Activation.F32, List.of(SQUARE), 1, List.of(HOT, COLD), Measure.SPEED,
                        1 / 1.4, List.of(NibbleEntrant.name(SYMMETRIC, Activation.F32))),
                new Goal("int2-cold", "int2 x int8, M=1, cold: 1.5 times as fast as int4 x int8",
                        List.of("affine:bits=2,group=64,axis=1,zero=none"), Activation.INT8_ROW, List.of(SQUARE), 1,
                        List.of(COLD), Measure.SPEED, 1.5, List.of(NibbleEntrant.name(SYMMETRIC, Activation.INT8_ROW))),
                new Goal("int2-f32-cold", "int2 x f32, M=1, cold: 1.5 times as fast as int4 x f32",
                        List.of("affine:bits=2,group=64,axis=1,zero=none"), Activation.F32, List.of(SQUARE), 1,
                        List.of(COLD), Measure.SPEED, 1.5, List.of(NibbleEntrant.name(SYMMETRIC, Activation.F32))),
                new Goal("allocation", "run allocates nothing on the heap",
                        INT4, Activation.INT8_ROW, List.of(SQUARE), 1, List.of(HOT), Measure.ALLOCATION, 0, List.of()));
    }
}
