/**
 * Sentence encoders as trees of modules. Linear layers are made by a {@link dev.nibble.models.encoder.LinearFactory}, so
 * that one model runs in float32, on decoded weights, or on kernels that a dispatcher chose.
 */
package dev.nibble.models.encoder;
