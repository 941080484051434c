/** The {@code nibble} command. */
package dev.nibble.harness;
