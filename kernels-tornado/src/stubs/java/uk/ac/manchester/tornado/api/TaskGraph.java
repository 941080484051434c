package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task2;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task3;

/** Signature only. */
public class TaskGraph {
    public TaskGraph(String name) {
        throw new UnsupportedOperationException();
    }

    public TaskGraph transferToDevice(int mode, Object... objects) {
        throw new UnsupportedOperationException();
    }

    public TaskGraph transferToHost(int mode, Object... objects) {
        throw new UnsupportedOperationException();
    }

    public <T1, T2> TaskGraph task(String id, Task2<T1, T2> code, T1 arg1, T2 arg2) {
        throw new UnsupportedOperationException();
    }

    public <T1, T2, T3> TaskGraph task(String id, Task3<T1, T2, T3> code, T1 arg1, T2 arg2, T3 arg3) {
        throw new UnsupportedOperationException();
    }

    public ImmutableTaskGraph snapshot() {
        throw new UnsupportedOperationException();
    }
}
