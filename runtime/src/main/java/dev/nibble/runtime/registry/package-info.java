/** Finds plugins on a class loader and answers for them by name. */
package dev.nibble.runtime.registry;
