package uk.ac.manchester.tornado.api;

/** Signature only. */
public class GridScheduler {
    public GridScheduler(String taskName, WorkerGrid workerGrid) {
        throw new UnsupportedOperationException();
    }
}
