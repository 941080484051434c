/** Quantizers alone, under JMH: how long a layer takes. */
package dev.nibble.benchmarks.quantizer;
