package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;

/** Signature only. */
public abstract class TornadoNativeArray {
    public abstract int getSize();

    public abstract MemorySegment getSegment();
}
