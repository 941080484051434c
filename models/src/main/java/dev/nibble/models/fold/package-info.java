/**
 * Moving an input scale out of a layer into what makes its input. Whether that may be is never told by the names of an
 * architecture: it is tried in float on real inputs, and measured.
 */
package dev.nibble.models.fold;
