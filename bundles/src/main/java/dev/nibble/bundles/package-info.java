/** The {@code nibble} command with plugin folders: the harness's commands, and those about jars that come and go. */
package dev.nibble.bundles;
