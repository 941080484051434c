package dev.nibble.api.kernel;

/**
 * Times of one call as the device's own events tell them, in nanoseconds.
 *
 * @param kernel computing
 * @param toDevice copying inputs
 * @param fromDevice copying outputs
 */
public record DeviceTimes(long kernel, long toDevice, long fromDevice) {}
