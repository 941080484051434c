/** Commands about the jars of a plugin folder. */
package dev.nibble.bundles.command;
