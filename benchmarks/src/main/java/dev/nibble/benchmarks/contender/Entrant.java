package dev.nibble.benchmarks.contender;

import dev.nibble.api.format.Format;
import java.util.Optional;

/** Somebody who may take part. */
public interface Entrant {
    /** Unique, short and stable: results of several runs are matched by it. */
    String name();

    /** Nibble's format, where this is one of Nibble's own. */
    default Optional<Format> format() {
        return Optional.empty();
    }

    /**
     * Quantizes, packs and allocates everything.
     *
     * @param coldBytes bytes of weight over which a cold case rotates, at least
     * @throws NotRunnableException if this entrant cannot serve the case, with the reason
     */
    Contender prepare(Layer layer, Case of, long coldBytes) throws NotRunnableException;
}
