/** How long a kernel takes, measured by JMH, and how that compares with what the device can do. */
package dev.nibble.harness.timing;
