/**
 * Quantized models in one safetensors file, and in memory.
 *
 * <p>A quantized tensor {@code NAME} is stored as its components, {@code NAME.codes}, {@code NAME.scale} and so on; codes
 * of fewer than eight bits as U8 with shape [rows, bytes of a row]. What they mean stands as JSON in the file's metadata
 * under {@code nibble.tensor.NAME}: the format's text, the logical shape, type and shape of each component, who made it.
 * All other tensors are carried along under their own names, with the reason under {@code nibble.kept.NAME}. What folding an
 * input scale did to a tensor stands under {@code nibble.folded.NAME}.
 */
package dev.nibble.models.quantized;
