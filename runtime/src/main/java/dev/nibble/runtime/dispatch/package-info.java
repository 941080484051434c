/** Chooses kernels: only such as have proven on this device that they compute what they should. */
package dev.nibble.runtime.dispatch;
