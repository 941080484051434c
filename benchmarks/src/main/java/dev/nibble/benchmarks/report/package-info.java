/** Measurements as records, lines of JSON, and tables. */
package dev.nibble.benchmarks.report;
