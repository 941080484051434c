/** Implementations of operations for some formats on some devices. */
package dev.nibble.api.kernel;
