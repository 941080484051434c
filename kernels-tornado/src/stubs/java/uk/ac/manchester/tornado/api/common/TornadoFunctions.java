package uk.ac.manchester.tornado.api.common;

/** Signature only. */
public final class TornadoFunctions {
    TornadoFunctions() {}

    /** Signature only. */
    @FunctionalInterface
    public interface Task2<T1, T2> {
        void apply(T1 arg1, T2 arg2);
    }

    /** Signature only. */
    @FunctionalInterface
    public interface Task3<T1, T2, T3> {
        void apply(T1 arg1, T2 arg2, T3 arg3);
    }
}
