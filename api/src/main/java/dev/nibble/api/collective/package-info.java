/** Communication between the ranks of a group that share or replicate tensors. */
package dev.nibble.api.collective;
