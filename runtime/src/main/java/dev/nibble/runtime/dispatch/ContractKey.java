package dev.nibble.runtime.dispatch;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;

/**
 * What a contract holds for. A change of any part (another build of the plugin, another driver, another JVM) needs a new
 * proof.
 *
 * @param kernel name of the kernel
 * @param pluginDigest SHA-256 of the jar it came from
 * @param op name of the operation
 * @param format text of the format
 * @param activation kind of the activation
 * @param mClass {@code 1}, {@code 2-16} or {@code 17+}: kernels commonly take another path for one row, few and many
 * @param sizeClass {@code any} for what the operation's own test cases prove, or such as {@code 2048x1024} for larger
 *     weights
 * @param threads host threads
 * @param deviceFingerprint device and driver
 * @param jvm vendor and version of the JVM
 */
public record ContractKey(
        String kernel,
        String pluginDigest,
        String op,
        String format,
        String activation,
        String mClass,
        String sizeClass,
        int threads,
        String deviceFingerprint,
        String jvm) {
    /** The key under which a kernel's contract for a request is kept. */
    public static ContractKey of(Registry registry, Kernel kernel, OpSpec spec, DeviceInfo device, int threads) {
        return new ContractKey(
                kernel.name(),
                registry.info(kernel).sha256(),
                spec.op(),
                spec.format().text(),
                spec.activation().kind(),
                MClass.of(spec.m()).text(),
                SizeClass.of(spec.weight()),
                threads,
                device.fingerprint(),
                System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.version"));
    }

    /** The key of the contract on the operation's own test cases, which that for larger weights builds upon. */
    ContractKey general() {
        return new ContractKey(kernel, pluginDigest, op, format, activation, mClass, SizeClass.GENERAL, threads,
                deviceFingerprint, jvm);
    }
}
