/** One kernel alone, under JMH: its time without a peer, and with {@code -prof gc} what it allocates. */
package dev.nibble.benchmarks.jmh;
