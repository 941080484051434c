package dev.nibble.api.kernel.described;

/**
 * A kernel as a vendor's offline compiler built it for one kind of device.
 *
 * @param device the device's name, exactly as {@code nibble devices} tells it
 * @param file resource beside the description
 * @param sha256 lower-case hex digest of that resource
 * @param options of the driver; mostly empty
 */
public record VendorBinary(String device, String file, String sha256, String options) {}
