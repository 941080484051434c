/**
 * Plugins that are dropped into a folder while Nibble runs, as commands see them: a host that follows the folder, and
 * snapshots of it that runs hold. Who loads jars, and how, is another module's business.
 */
package dev.nibble.harness.plugin;
