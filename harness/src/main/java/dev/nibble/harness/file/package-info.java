/** Files that commands leave behind. */
package dev.nibble.harness.file;
