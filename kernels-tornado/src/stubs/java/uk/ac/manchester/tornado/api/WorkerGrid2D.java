package uk.ac.manchester.tornado.api;

/** Signature only. */
public class WorkerGrid2D implements WorkerGrid {
    public WorkerGrid2D(int x, int y) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setGlobalWork(long x, long y, long z) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLocalWork(long x, long y, long z) {
        throw new UnsupportedOperationException();
    }
}
