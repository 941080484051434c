package dev.nibble.runtime.dispatch;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import java.util.Optional;
import java.util.function.Supplier;

/** Proves kernels, once for each {@link ContractKey}, and remembers what came out. Safe for use by many threads. */
public final class Contracts {
    private final Registry registry;
    private final ContractStore store;

    public Contracts(Registry registry, ContractStore store) {
        this.registry = registry;
        this.store = store;
    }

    /** The contract that is known for a request, passed or failed; empty if the kernel was not proven here. */
    public Optional<Contract> known(Kernel kernel, OpSpec spec, DeviceInfo device, int threads) {
        ContractKey key = ContractKey.of(registry, kernel, spec, device, threads);
        Optional<Contract> general = store.find(key.general());
        return general.isPresent() && general.get().passed() ? store.find(key) : general;
    }

    /**
     * The contract for a request: the known one, or one that is made now. That takes up to some seconds: the kernel runs
     * on all test cases of its operation with that format that are of the request's class of m and that it supports, and
     * on the request's own shape. A weight larger than those of the test cases needs a contract for its class of sizes as
     * well; where it is very large, parts with all of its rows and with all of its columns stand for it.
     *
     * @param spec a request that the kernel says it supports
     */
    public Contract contract(Kernel kernel, OpSpec spec, Device device, int threads) {
        Optional<Contract> known = known(kernel, spec, device.info(), threads);
        if (known.isPresent()) {
            return known.get();
        }
        ContractKey key = ContractKey.of(registry, kernel, spec, device.info(), threads);
        Proof proof = new Proof(registry, kernel, device, threads);
        Contract general = proven(key.general(), () -> proof.general(key.general(), spec));
        return general.passed() ? proven(key, () -> proof.atSize(key, spec)) : general;
    }

    private Contract proven(ContractKey key, Supplier<Contract> proof) {
        return store.find(key).orElseGet(() -> {
            Contract made = proof.get();
            if (!made.isMomentary()) {
                store.save(made);
            }
            return made;
        });
    }
}
