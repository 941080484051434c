package dev.nibble.api.device;

/** What sort of hardware a device is. */
public enum DeviceKind { CPU, GPU, FPGA, ACCELERATOR }
