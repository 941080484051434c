/* Two steps with memory between them; all buffers have headers of 16 bytes, shapes come in an array. */
__kernel void doubles(__global const uchar *values, __global uchar *between, __global const uchar *shape, __local float *group) {
    const int n = ((__global const int *) (shape + 16))[0] * ((__global const int *) (shape + 16))[1];
    const int i = get_global_id(0);
    group[get_local_id(0)] = i < n ? ((__global const float *) (values + 16))[i] : 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (i < n) {
        ((__global float *) (between + 16))[i] = 2.0f * group[get_local_id(0)];
    }
}

__kernel void halves(__global const uchar *between, __global const float *packed, __global uchar *y, const int n) {
    const int i = get_global_id(0);
    if (i < n) {
        ((__global float *) (y + 16))[i] = packed[0] * ((__global const float *) (between + 16))[i];
    }
}
