/* y = x W^T: a row of W is (code - zero) * scale in groups, two codes a byte, the lower one first. */
__kernel void linear_int4(__global const uchar *codes, __global const float *scale, __global const float *zero,
                          __global const float *x, __global float *y, const int n, const int k, const int group) {
    const int row = get_global_id(0);
    const int token = get_global_id(1);
    if (row >= n) {
        return; /* global sizes are multiples of the group's size */
    }
    const int groups = (k + group - 1) / group;
    __global const uchar *w = codes + (size_t) row * ((k + 1) / 2);
    __global const float *in = x + (size_t) token * k;
    float sum = 0.0f;
    for (int g = 0; g < groups; g++) {
        const int end = min(k, (g + 1) * group);
        float products = 0.0f;
        float inputs = 0.0f;
        for (int i = g * group; i < end; i++) {
            const int code = (w[i >> 1] >> (4 * (i & 1))) & 15;
            products = fma((float) code, in[i], products);
            inputs += in[i];
        }
        const size_t p = (size_t) row * groups + g;
        sum = fma(scale[p], products - zero[p] * inputs, sum);
    }
    y[(size_t) token * n + row] = sum;
}
