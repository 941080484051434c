/** Jars from strangers: copied, bounded, read through and described before anything of them is loaded. */
package dev.nibble.bundles.jar;
