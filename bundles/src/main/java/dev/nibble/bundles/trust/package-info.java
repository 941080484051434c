/** Whose jars may run: a list of digests, or a list of certificates. */
package dev.nibble.bundles.trust;
