/** Puts stages together to one quantizer, and holds each of them to what it says. */
package dev.nibble.runtime.pipeline;
