package dev.nibble.kernels.tornado.code;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What a device can do at best: reading, and multiplying and adding. The first size is the number of work items. */
public final class Ceilings {
    private Ceilings() {}

    /** Each work item reads as many elements as the second size says, one after the other. */
    public static void readAll(IntArray sizes, IntArray data, IntArray sums) {
        for (@Parallel int i = 0; i < sizes.get(0); i++) {
            int count = sizes.get(1);
            int from = i * count;
            int a = 0;
            int b = 0;
            int c = 0;
            int d = 0;
            for (int j = 0; j < count; j += 4) {
                a += data.get(from + j);
                b += data.get(from + j + 1);
                c += data.get(from + j + 2);
                d += data.get(from + j + 3);
            }
            sums.set(i, a + b + c + d);
        }
    }

    /** Each work item goes as many rounds of eight multiplications and additions as the second size says. */
    public static void multiplyAdd(IntArray sizes, FloatArray results) {
        for (@Parallel int i = 0; i < sizes.get(0); i++) {
            int rounds = sizes.get(1);
            float x = 1.0f + i * 1e-7f;
            float a = x;
            float b = x + 1;
            float c = x + 2;
            float d = x + 3;
            float e = x + 4;
            float f = x + 5;
            float g = x + 6;
            float h = x + 7;
            for (int j = 0; j < rounds; j++) {
                a = a * x + 0.5f;
                b = b * x + 0.5f;
                c = c * x + 0.5f;
                d = d * x + 0.5f;
                e = e * x + 0.5f;
                f = f * x + 0.5f;
                g = g * x + 0.5f;
                h = h * x + 0.5f;
            }
            results.set(i, a + b + c + d + e + f + g + h);
        }
    }
}
