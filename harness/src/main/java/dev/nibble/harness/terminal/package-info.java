/** Talking to the user: tables, progress, JSON output, errors in one line. */
package dev.nibble.harness.terminal;
