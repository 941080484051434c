package dev.nibble.runtime.dispatch;

import java.util.List;

/** Classes of m within which one proof serves for all. */
enum MClass {
    ONE("1", 1, List.of(1L)),
    FEW("2-16", 16, List.of(2L, 5L, 16L, 3L, 8L, 11L, 4L)),
    MANY("17+", 17, List.of(17L, 40L, 33L, 130L, 64L, 257L, 17L));

    private final String text;
    private final long atLargeWeights;
    private final List<Long> representatives;

    MClass(String text, long atLargeWeights, List<Long> representatives) {
        this.text = text;
        this.atLargeWeights = atLargeWeights;
        this.representatives = representatives;
    }

    static MClass of(long m) {
        return m == 1 ? ONE : m <= 16 ? FEW : MANY;
    }

    /** As it stands in keys. */
    String text() {
        return text;
    }

    /** The m of tests with weights larger than an operation's test cases, where a few rows cost seconds. */
    long atLargeWeights() {
        return atLargeWeights;
    }

    /** The m of the {@code i}-th test: edges and odd values in turn. */
    long representative(int i) {
        return representatives.get(i % representatives.size());
    }
}
