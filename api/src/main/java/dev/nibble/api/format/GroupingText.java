package dev.nibble.api.format;

import dev.nibble.api.tensor.ElementType;
import java.util.Optional;

/** The keys that several families share: {@code group}, {@code axis}, {@code per} and {@code params}. */
final class GroupingText {
    /** A group must fit a Java array. */
    static final long MAX_GROUP = Integer.MAX_VALUE - 8;

    private GroupingText() {}

    /**
     * The grouping that {@code group=g[,axis=a]} or {@code per=tensor|row} describes; {@code per=channel} is read as
     * {@code per=row}. Empty if the text has none of them.
     *
     * @throws IllegalArgumentException if keys exclude each other, or a value is wrong
     */
    static Optional<Grouping> parse(FormatText text) {
        boolean group = text.has("group");
        boolean axis = text.has("axis");
        boolean per = text.has("per");
        if (per && (group || axis)) {
            throw new IllegalArgumentException("keys 'per' and '" + (group ? "group" : "axis") + "' of format '" + text
                    + "' exclude each other: give group=... (with axis=...) or per=...");
        }
        if (axis && !group) {
            throw new IllegalArgumentException("key 'axis' of format '" + text + "' needs the key 'group' beside it");
        }
        if (group) {
            long size = text.integer("group", 0, 1, MAX_GROUP);
            return Optional.of(Grouping.of(size, (int) text.integer("axis", 1, 0, 1)));
        }
        if (per) {
            return Optional.of(text.choice("per", "row", "channel", "tensor").equals("tensor")
                    ? Grouping.PER_TENSOR
                    : Grouping.PER_ROW);
        }
        return Optional.empty();
    }

    /** The grouping of a format that must tell bits and grouping; an error that says what is lacking. */
    static Grouping require(FormatText text, boolean hasBits, Optional<Grouping> grouping) {
        if (!hasBits || grouping.isEmpty()) {
            throw new IllegalArgumentException("format '" + text + "' lacks " + (hasBits
                    ? "the key 'group' or 'per': add group=64, per=row or per=tensor"
                    : "the key 'bits': add bits=1 to bits=8"));
        }
        return grouping.get();
    }

    static FormatText print(FormatText text, Grouping grouping) {
        return switch (grouping.kind()) {
            case TENSOR -> text.with("per", "tensor");
            case ROW -> text.with("per", "row");
            case ALONG_ROWS -> text.with("group", grouping.size()).with("axis", 1);
            case ACROSS_ROWS -> text.with("group", grouping.size()).with("axis", 0);
        };
    }

    /** The type of scales that {@code params=f32|f16} asks for. */
    static ElementType parameterType(FormatText text) {
        return text.choice("params", "f32", "f16").equals("f16") ? ElementType.F16 : ElementType.F32;
    }

    /** Prints the type of scales unless it is the default. */
    static FormatText print(FormatText text, ElementType parameterType) {
        return parameterType == ElementType.F16 ? text.with("params", "f16") : text;
    }

    static void requireParameterType(ElementType type) {
        if (type != ElementType.F32 && type != ElementType.F16) {
            throw new IllegalArgumentException("scales are F32 or F16, not " + type);
        }
    }
}
