/**
 * Reports of a run, made from its traces alone: one HTML page without any outside reference, Markdown and CSV. The same
 * traces give the same bytes.
 */
package dev.nibble.harness.report;
