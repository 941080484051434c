/**
 * What a run records: cells, their outcomes and the environment, one JSON line each. The lines are the truth; reports
 * are made from them alone.
 */
package dev.nibble.harness.trace;
