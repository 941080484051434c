package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;

/** Signature only. */
public final class ByteArray extends TornadoNativeArray {
    public ByteArray(int numberOfElements) {
        throw new UnsupportedOperationException();
    }

    public void set(int index, byte value) {
        throw new UnsupportedOperationException();
    }

    public byte get(int index) {
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
