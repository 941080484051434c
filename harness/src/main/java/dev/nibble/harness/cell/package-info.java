/** Running one cell: proving a kernel, timing it, quantizing and evaluating a model. All of this happens in workers. */
package dev.nibble.harness.cell;
