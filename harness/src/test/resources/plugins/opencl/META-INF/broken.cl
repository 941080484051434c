__kernel void copies(__global float *x) { x[0] = name_that_is_not_declared; }
