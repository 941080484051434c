package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;

/** Signature only. */
public final class FloatArray extends TornadoNativeArray {
    public FloatArray(int numberOfElements) {
        throw new UnsupportedOperationException();
    }

    public void set(int index, float value) {
        throw new UnsupportedOperationException();
    }

    public float get(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getSize() {
        throw new UnsupportedOperationException();
    }

    @Override
    public MemorySegment getSegment() {
        throw new UnsupportedOperationException();
    }
}
