/** GPTQ: codes that make up for each other's errors in the output of a layer. */
package dev.nibble.algorithms.gptq;
