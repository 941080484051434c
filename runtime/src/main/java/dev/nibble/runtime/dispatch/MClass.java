package dev.nibble.runtime.dispatch;

import java.util.Collections;
import java.util.List;

/** Classes of m within which one proof serves for all. */
enum MClass {
    ONE("1", List.of(1L)),
    FEW("2-16", List.of(2L, 5L, 16L, 3L, 8L, 11L, 4L)),
    MANY("17+", List.of(17L, 40L, 33L));

    private final String text;
    private final List<Long> representatives;

    MClass(String text, List<Long> representatives) {
        this.text = text;
        this.representatives = representatives;
    }

    static MClass of(long m) {
        return m == 1 ? ONE : m <= 16 ? FEW : MANY;
    }

    /** As it stands in keys. */
    String text() {
        return text;
    }

    /** The largest m that is tested. */
    long largest() {
        return Collections.max(representatives);
    }

    /** The m of the {@code i}-th test: edges and odd values in turn. */
    long representative(int i) {
        return representatives.get(i % representatives.size());
    }
}
