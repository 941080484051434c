package dev.nibble.api.plugin;

import java.util.Objects;

/**
 * One thing that was required, and what was found in its place.
 *
 * @param name what it is about, for example {@code scale type}
 * @param required what is needed, for example {@code float32}
 * @param found what the request has, for example {@code float64}
 * @param met whether the one satisfies the other
 */
public record Requirement(String name, String required, String found, boolean met) {
    public Requirement {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(required, "required");
        Objects.requireNonNull(found, "found");
    }

    /** For example {@code scale type: float32 required, float64 given}. */
    @Override
    public String toString() {
        return name + ": " + required + " required, " + found + " given";
    }
}
