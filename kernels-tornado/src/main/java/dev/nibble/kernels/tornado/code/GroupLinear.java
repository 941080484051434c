package dev.nibble.kernels.tornado.code;

import static dev.nibble.kernels.tornado.code.Sizes.GROUPS;
import static dev.nibble.kernels.tornado.code.Sizes.LANES;
import static dev.nibble.kernels.tornado.code.Sizes.ROWS;
import static dev.nibble.kernels.tornado.code.Sizes.WORDS;
import static dev.nibble.kernels.tornado.code.Sizes.WORDS_LOG;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * {@code y = x W^T} with one work group of {@link Sizes#LANES} for each row of the weight and of the input, for devices that
 * want many work items with neighbouring reads. Neighbours read neighbouring words of a row, and add up in local memory.
 * A row is one group, or its groups have 1, 2, 4, 8 ... words. Arguments as in {@link GridLinear} and {@link TableLinear}; the number of work
 * groups is [rows, inputs].
 */
public final class GroupLinear {
    private GroupLinear() {}

    public static void linearGrid4Group(KernelContext context, IntArray sizes, IntArray codes, FloatArray scales,
            FloatArray zeros, FloatArray x, FloatArray y) {
        float[] parts = context.allocateFloatLocalArray(LANES);
        int lane = context.localIdx;
        int r = context.groupIdx;
        int input = context.groupIdy;
        int total = sizes.get(GROUPS) * sizes.get(WORDS);
        float sum = 0;
        for (int w = lane; w < total; w += LANES) {
            int p = r * sizes.get(GROUPS) + (w >> sizes.get(WORDS_LOG));
            int word = codes.get(r * total + w);
            int i = (input * total + w) << 3;
            float zero = zeros.get(p);
            float part = 0;
            for (int j = 0; j < 8; j++) {
                part += (((word >> (4 * j)) & 0xF) - zero) * x.get(i + j);
            }
            sum += part * scales.get(p);
        }
        parts[lane] = sum;
        for (int step = LANES >> 1; step > 0; step >>= 1) {
            context.localBarrier();
            if (lane < step) {
                parts[lane] += parts[lane + step];
            }
        }
        if (lane == 0) {
            y.set(input * sizes.get(ROWS) + r, parts[0]);
        }
    }

    public static void linearGrid8Group(KernelContext context, IntArray sizes, IntArray codes, FloatArray scales,
            FloatArray zeros, FloatArray x, FloatArray y) {
        float[] parts = context.allocateFloatLocalArray(LANES);
        int lane = context.localIdx;
        int r = context.groupIdx;
        int input = context.groupIdy;
        int total = sizes.get(GROUPS) * sizes.get(WORDS);
        float sum = 0;
        for (int w = lane; w < total; w += LANES) {
            int p = r * sizes.get(GROUPS) + (w >> sizes.get(WORDS_LOG));
            int word = codes.get(r * total + w);
            int i = (input * total + w) << 2;
            float zero = zeros.get(p);
            float part = 0;
            for (int j = 0; j < 4; j++) {
                part += (((word >> (8 * j)) & 0xFF) - zero) * x.get(i + j);
            }
            sum += part * scales.get(p);
        }
        parts[lane] = sum;
        for (int step = LANES >> 1; step > 0; step >>= 1) {
            context.localBarrier();
            if (lane < step) {
                parts[lane] += parts[lane + step];
            }
        }
        if (lane == 0) {
            y.set(input * sizes.get(ROWS) + r, parts[0]);
        }
    }

    public static void linearTable4Group(KernelContext context, IntArray sizes, IntArray codes, FloatArray scales,
            FloatArray zeros, FloatArray levels, FloatArray x, FloatArray y) {
        float[] parts = context.allocateFloatLocalArray(LANES);
        int lane = context.localIdx;
        int r = context.groupIdx;
        int input = context.groupIdy;
        int total = sizes.get(GROUPS) * sizes.get(WORDS);
        float sum = 0;
        for (int w = lane; w < total; w += LANES) {
            int p = r * sizes.get(GROUPS) + (w >> sizes.get(WORDS_LOG));
            int word = codes.get(r * total + w);
            int i = (input * total + w) << 3;
            float zero = zeros.get(p);
            float part = 0;
            for (int j = 0; j < 8; j++) {
                part += (levels.get((word >> (4 * j)) & 0xF) - zero) * x.get(i + j);
            }
            sum += part * scales.get(p);
        }
        parts[lane] = sum;
        for (int step = LANES >> 1; step > 0; step >>= 1) {
            context.localBarrier();
            if (lane < step) {
                parts[lane] += parts[lane + step];
            }
        }
        if (lane == 0) {
            y.set(input * sizes.get(ROWS) + r, parts[0]);
        }
    }
}
