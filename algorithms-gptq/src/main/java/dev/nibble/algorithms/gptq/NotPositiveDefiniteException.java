package dev.nibble.algorithms.gptq;

/** A matrix has no Cholesky factor. */
final class NotPositiveDefiniteException extends Exception {
    private static final long serialVersionUID = 1;

    private final int row;

    NotPositiveDefiniteException(int row) {
        super("the matrix is not positive definite at row " + row);
        this.row = row;
    }

    /** The row whose pivot is not positive. */
    int row() {
        return row;
    }
}
