/** Places to run kernels on, and how they are found. */
package dev.nibble.api.device;
