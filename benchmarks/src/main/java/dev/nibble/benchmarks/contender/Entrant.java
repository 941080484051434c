package dev.nibble.benchmarks.contender;

import dev.nibble.api.format.Format;
import dev.nibble.api.op.Activation;
import java.util.Optional;

/**
 * Somebody who may take part, and what becomes of the weights and activations there.
 */
public interface Entrant {
    /** Unique, short and stable: results of several runs are matched by it. */
    String name();

    /** Nibble's format, where this is one of Nibble's own. */
    default Optional<Format> format() {
        return Optional.empty();
    }

    /** Treatment of the activations. */
    Activation activation();

    /**
     * Quantizes, packs and allocates everything.
     *
     * @param coldBytes bytes of weight over which a cold case rotates, at least
     * @throws NotRunnableException if this entrant cannot serve the case, with the reason
     */
    Contender prepare(Layer layer, Case of, long coldBytes) throws NotRunnableException;
}
