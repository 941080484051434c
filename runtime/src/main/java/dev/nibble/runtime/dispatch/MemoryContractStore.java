package dev.nibble.runtime.dispatch;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps contracts for as long as it lives. */
public final class MemoryContractStore implements ContractStore {
    private final Map<ContractKey, Contract> contracts = new ConcurrentHashMap<>();

    @Override
    public Optional<Contract> find(ContractKey key) {
        return Optional.ofNullable(contracts.get(key));
    }

    @Override
    public void save(Contract contract) {
        contracts.put(contract.key(), contract);
    }
}
