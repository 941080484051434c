/**
 * Kernels written once as Java methods for TornadoVM: compiled when they are asked for where an SDK is installed, and exported
 * as OpenCL C for devices that run programs.
 */
package dev.nibble.kernels.tornado;
