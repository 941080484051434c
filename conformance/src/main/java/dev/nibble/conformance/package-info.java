/**
 * Tests with which authors of plugins prove that theirs keep the contracts of the SPI. A test class implements one of the
 * interfaces, says what to test, and inherits the tests:
 *
 * <pre>{@code
 * class MyFormatTest implements FormatConformance {
 *     public Stream<Format> formats() {
 *         return Stream.of(new MyFormat(3), new MyFormat(4));
 *     }
 *
 *     public Optional<FormatProvider> provider() {
 *         return Optional.of(new MyFormatProvider());
 *     }
 * }
 *
 * class MyKernelTest implements KernelConformance {
 *     public Kernel kernel() {
 *         return new MyKernel();
 *     }
 *
 *     public Device device() {
 *         return MyDevices.open();
 *     }
 *
 *     public Stream<Format> formats() {
 *         return Stream.of("affine:bits=4,group=64,axis=1,zero=float", "nf4:block=64").map(registry()::format);
 *     }
 * }
 * }</pre>
 *
 * <p>Quantizers have {@link dev.nibble.conformance.QuantizerConformance} and activation quantizers
 * {@link dev.nibble.conformance.ActivationQuantizerConformance}, whose descriptions show tests.
 *
 * <p>A failure says which format, request or data it was about and what was expected.
 */
package dev.nibble.conformance;
