/** From a plan to cells, and through all cells to traces. */
package dev.nibble.harness.sweep;
