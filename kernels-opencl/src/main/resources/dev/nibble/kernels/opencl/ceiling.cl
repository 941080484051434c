/* What a device reaches at best: see DeviceCeiling. */

__kernel void fill(__global float16 *data) {
    data[get_global_id(0)] = (float16)(1.0f);
}

/* Each item reads that many vectors: those that lie together, or every size-th. */
__kernel void read(__global const float16 *data, __global float *result, const int reads, const int contiguous) {
    const size_t item = get_global_id(0);
    const size_t step = contiguous ? 1 : get_global_size(0);
    size_t at = contiguous ? item * reads : item;
    float16 a = 0.0f, b = 0.0f, c = 0.0f, d = 0.0f;
    int i = 0;
    for (; i + 3 < reads; i += 4, at += 4 * step) {
        a += data[at];
        b += data[at + step];
        c += data[at + 2 * step];
        d += data[at + 3 * step];
    }
    for (; i < reads; i++, at += step) {
        a += data[at];
    }
    a += b + c + d;
    float8 e = a.lo + a.hi;
    float4 f = e.lo + e.hi;
    result[item] = f.x + f.y + f.z + f.w;
}

/* Eight independent sums, so that none waits for another. */
__kernel void multiply(__global float *result, const int rounds, const float factor) {
    const float8 x = (float8)(factor) + (float8)(0.0f, 0.01f, 0.02f, 0.03f, 0.04f, 0.05f, 0.06f, 0.07f);
    float8 s0 = x, s1 = x + 0.1f, s2 = x + 0.2f, s3 = x + 0.3f, s4 = x + 0.4f, s5 = x + 0.5f, s6 = x + 0.6f, s7 = x + 0.7f;
    for (int i = 0; i < rounds; i++) {
        s0 = fma(s0, x, x);
        s1 = fma(s1, x, x);
        s2 = fma(s2, x, x);
        s3 = fma(s3, x, x);
        s4 = fma(s4, x, x);
        s5 = fma(s5, x, x);
        s6 = fma(s6, x, x);
        s7 = fma(s7, x, x);
    }
    float8 e = s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7;
    float4 f = e.lo + e.hi;
    result[get_global_id(0)] = f.x + f.y + f.z + f.w;
}
