package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;

/** Signature only. */
public final class IntArray extends TornadoNativeArray {
    public IntArray(int numberOfElements) {
        throw new UnsupportedOperationException();
    }

    public void set(int index, int value) {
        throw new UnsupportedOperationException();
    }

    public int get(int index) {
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
