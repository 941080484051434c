__kernel void copies(__global const float *x, __global float *y, const int n, const int zero) {
    const int i = get_global_id(0);
    if (i < n) y[i] = x[i];
}

__kernel __attribute__((reqd_work_group_size(8, 1, 1)))
void copies_in_eights(__global const float *x, __global float *y, const int n, const int zero) {
    const int i = get_global_id(0);
    if (i < n) y[i] = x[i];
}

__kernel void divides(__global const float *x, __global float *y, const int n, const int zero) {
    const int i = get_global_id(0);
    if (i < n) y[i] = x[i] + n / zero;
}

__kernel void writes_outside(__global const float *x, __global float *y, const int n, const int zero) {
    const int i = get_global_id(0);
    if (i < n) y[((size_t) 1 << 45) + i] = x[i];
}
