package dev.nibble.api.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The answer to "can you do this?": yes, or no with every requirement that failed. Answers are data, so that
 * {@code explain} and {@code support} can show them all; an answer never stops at the first failure.
 *
 * <pre>{@code
 * return Support.yes()
 *         .require("format", "affine, 4 bits", spec.format().text(), isAffine4(spec.format()))
 *         .require("activation", Activation.F32, spec.activation());
 * }</pre>
 *
 * @param requirements all that were checked, met or not, in the order of checking
 */
public record Support(List<Requirement> requirements) {
    private static final Support YES = new Support(List.of());

    public Support {
        requirements = List.copyOf(requirements);
    }

    /** Support without any requirement; add some with {@link #require}. */
    public static Support yes() {
        return YES;
    }

    /** Support refused for one reason. */
    public static Support no(String name, String required, String found) {
        return YES.require(name, required, found, false);
    }

    /** This answer with one more requirement. */
    public Support require(String name, String required, String found, boolean met) {
        return and(new Support(List.of(new Requirement(name, required, found, met))));
    }

    /** This answer with one more requirement, which is met if both values are equal. */
    public Support require(String name, Object required, Object found) {
        return require(name, String.valueOf(required), String.valueOf(found), required.equals(found));
    }

    /** The requirements of both answers. */
    public Support and(Support other) {
        List<Requirement> all = new ArrayList<>(requirements);
        all.addAll(other.requirements);
        return new Support(all);
    }

    public boolean supported() {
        return requirements.stream().allMatch(Requirement::met);
    }

    /** The requirements that failed; empty when supported. */
    public List<Requirement> failed() {
        return requirements.stream().filter(requirement -> !requirement.met()).toList();
    }

    /** All failures in one line, or {@code supported}. */
    @Override
    public String toString() {
        return supported() ? "supported" : failed().stream().map(Requirement::toString).collect(Collectors.joining("; "));
    }
}
