/**
 * Files with named tensors: safetensors, read and written, and the weights of ONNX models, read.
 *
 * <p>Every size and offset in a file is checked against the file before anything is allocated or mapped, and every error
 * is a {@link dev.nibble.models.file.TensorFileException} that names the file, the tensor and the reason.
 */
package dev.nibble.models.file;
