/** Takes times: everybody in turn, round after round, so that what changes on the machine changes for all. */
package dev.nibble.benchmarks.race;
