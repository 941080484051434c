package dev.nibble.runtime.dispatch;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import java.util.Optional;

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
        return store.find(ContractKey.of(registry, kernel, spec, device, threads));
    }

    /**
     * The contract for a request: the known one, or one that is made now. That takes up to some seconds: the kernel runs
     * on all test cases of its operation with that format that are of the request's class of m and that it supports, and
     * on the request's own shape unless that is very large.
     *
     * @param spec a request that the kernel says it supports
     */
    public Contract contract(Kernel kernel, OpSpec spec, Device device, int threads) {
        Optional<Contract> known = known(kernel, spec, device.info(), threads);
        if (known.isPresent()) {
            return known.get();
        }
        Contract made = new Proof(registry, kernel, device, threads).of(spec);
        store.save(made);
        return made;
    }
}
