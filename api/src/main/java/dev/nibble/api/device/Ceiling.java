package dev.nibble.api.device;

/**
 * What a device reaches at best, measured on it and not taken from a data sheet.
 *
 * @param bytesPerSecond streaming read from memory that no cache holds
 * @param cachedBytesPerSecond streaming read of a buffer that the last-level cache holds
 * @param flopsPerSecond float32 multiply-adds, each counted as two
 * @param threads the threads it was measured with
 */
public record Ceiling(double bytesPerSecond, double cachedBytesPerSecond, double flopsPerSecond, int threads) {}
