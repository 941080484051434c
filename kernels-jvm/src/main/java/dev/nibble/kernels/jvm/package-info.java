/**
 * The embedded default: kernels that run in this JVM on the processor's own cores.
 *
 * <p>Reference kernels ({@code jvm.reference.*}) are plain loops over a format's decode and are meant to be read. The
 * others use the Vector API. Classes that touch {@code jdk.incubator.vector} are loaded only by {@code prepare}, so that
 * a JVM without that module can still list devices and ask kernels what they support.
 */
package dev.nibble.kernels.jvm;
