package dev.nibble.api.device;

/** What a device can compute with in hardware. */
public enum Ability { FP16, FP64, INT8_DOT }
