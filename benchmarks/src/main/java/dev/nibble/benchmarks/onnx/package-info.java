/** Small ONNX models, made in memory. */
package dev.nibble.benchmarks.onnx;
