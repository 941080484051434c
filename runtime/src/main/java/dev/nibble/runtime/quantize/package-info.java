/** Runs quantizers: checks before and after, and writes down who made what. */
package dev.nibble.runtime.quantize;
