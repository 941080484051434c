/*
 * y = x W^T with affine weights of 4 bits: W = (code - zero) * scale, one scale and one zero for each group of
 * consecutive columns. Compile with -fopenmp-simd, which lets the compiler reorder the marked sum and nothing else.
 * Not with -ffast-math: before GCC 13 that makes a shared library switch off subnormal numbers in the JVM that loads it.
 */
#include <stdint.h>

/* The sum of (code - zero) * x over a group. A byte holds two codes, the even column in its low half. */
static float group_sum(const uint8_t *codes, const float *x, int64_t count, float zero) {
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < count / 2; i++) {
        sum += ((codes[i] & 15) - zero) * x[2 * i] + ((codes[i] >> 4) - zero) * x[2 * i + 1];
    }
    if (count % 2 == 1) { /* the last column of a row of odd length */
        sum += ((codes[count / 2] & 15) - zero) * x[count - 1];
    }
    return sum;
}

/* codes [n, k] packed, each row from a whole byte; scales and zeros [n, ceil(k / group)]; x [m, k]; y [m, n]. */
void linear4(const uint8_t *codes, const float *scales, const float *zeros, const float *x, float *y,
             int64_t m, int64_t n, int64_t k, int64_t group) {
    int64_t row_bytes = (k + 1) / 2;
    int64_t groups = (k + group - 1) / group;
    for (int64_t row = 0; row < n; row++) {
        for (int64_t token = 0; token < m; token++) {
            float sum = 0;
            for (int64_t g = 0; g < groups; g++) {
                int64_t start = g * group;
                int64_t count = k - start < group ? k - start : group;
                const uint8_t *from = codes + row * row_bytes + start / 2;
                sum += scales[row * groups + g] * group_sum(from, x + token * k + start, count, zeros[row * groups + g]);
            }
            y[token * n + row] = sum;
        }
    }
}
