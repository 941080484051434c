/**
 * Activation statistics of a model's linear layers: captured in one pass over some text, or taken from matrices in a file;
 * saved with a hash of their content, and checked against the model they are used for.
 */
package dev.nibble.models.calibrate;
