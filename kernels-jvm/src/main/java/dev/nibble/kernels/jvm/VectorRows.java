package dev.nibble.kernels.jvm;

import jdk.incubator.vector.FloatVector;

/** Output rows of a panel, apart from the classes that must load without the vector module. */
final class VectorRows {
    private VectorRows() {}

    /** Two vectors. */
    static int count() {
        return 2 * FloatVector.SPECIES_PREFERRED.length();
    }
}
