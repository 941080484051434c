/**
 * OpenCL devices: processors, GPUs and FPGAs under one C interface, called through Java's Foreign Function API.
 *
 * <p>This module brings devices and no kernels. They offer what {@link dev.nibble.api.device.program} tells, and kernels
 * come as descriptions ({@link dev.nibble.api.kernel.described}) or use the devices directly. Built programs are kept under
 * {@code nibble/opencl} in the user's cache folder, by driver and source.
 *
 * <p>No real FPGA has run anything yet: that binaries from an offline compiler are loaded and checked is tested with those
 * that PoCL, a driver for processors, writes.
 */
package dev.nibble.kernels.opencl;
