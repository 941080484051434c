package uk.ac.manchester.tornado.api.enums;

/** Signature only. */
public enum TornadoDeviceType { UNKNOWN, DEFAULT, CPU, GPU, FPGA, ACCELERATOR, CUSTOM, ALL }
