package uk.ac.manchester.tornado.api;

/** Signature only. */
public class TornadoProfilerResult {
    TornadoProfilerResult() {}

    public long getDeviceKernelTime() {
        throw new UnsupportedOperationException();
    }

    public long getDeviceWriteTime() {
        throw new UnsupportedOperationException();
    }

    public long getDeviceReadTime() {
        throw new UnsupportedOperationException();
    }
}
