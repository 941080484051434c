package uk.ac.manchester.tornado.api;

/** Signature only. */
public class WorkerGrid1D implements WorkerGrid {
    public WorkerGrid1D(int x) {
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
