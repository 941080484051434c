package dev.nibble.kernels.opencl;

import dev.nibble.api.device.program.Buffer;
import dev.nibble.api.device.program.CommandQueue;
import dev.nibble.api.device.program.Entry;
import dev.nibble.api.device.program.Program;
import java.lang.foreign.MemorySegment;

/** A small program for tests, whose entry {@code twice} doubles floats. */
final class Twice {
    static final String SOURCE = """
            __kernel void twice(__global const float *x, __global float *y, const int n) {
                const int i = get_global_id(0);
                if (i < n) y[i] = 2.0f * x[i];
            }
            __kernel __attribute__((reqd_work_group_size(8, 1, 1))) void eights(__global float *y) { y[get_global_id(0)] = 8.0f; }
            __kernel void shared(__global float *y, __local float *a) {
                a[get_local_id(0)] = get_local_id(0);
                barrier(CLK_LOCAL_MEM_FENCE);
                y[get_global_id(0)] = a[get_local_size(0) - 1 - get_local_id(0)];
            }
            """;

    private Twice() {}

    static float[] run(OpenClDevice device, Program program, float... x) {
        try (Entry entry = program.entry("twice"); Buffer in = device.upload(MemorySegment.ofArray(x));
                Buffer out = device.allocate(4L * x.length); CommandQueue queue = device.queue()) {
            entry.arg(0, in).arg(1, out).arg(2, x.length);
            queue.launch(entry, new long[] {(x.length + 7) / 8 * 8}, new long[] {8});
            float[] y = new float[x.length];
            queue.read(out, 0, MemorySegment.ofArray(y), 4L * y.length);
            queue.finish();
            return y;
        }
    }
}
