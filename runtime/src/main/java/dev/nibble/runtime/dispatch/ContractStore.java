package dev.nibble.runtime.dispatch;

import java.util.Optional;

/** Keeps contracts between runs. Safe for use by many threads. */
public interface ContractStore {
    /** The contract for exactly that key. */
    Optional<Contract> find(ContractKey key);

    /** Keeps a contract in place of an older one for its key. */
    void save(Contract contract);
}
