package uk.ac.manchester.tornado.api;

/** Signature only. */
public class KernelContext {
    public final Integer globalIdx = 0;
    public final Integer groupIdx = 0;
    public final Integer groupIdy = 0;
    public final Integer localIdx = 0;
    public final Integer localGroupSizeX = 0;

    public KernelContext() {
        throw new UnsupportedOperationException();
    }

    public void localBarrier() {
        throw new UnsupportedOperationException();
    }

    public float[] allocateFloatLocalArray(int size) {
        throw new UnsupportedOperationException();
    }

    public int[] allocateIntLocalArray(int size) {
        throw new UnsupportedOperationException();
    }
}
