package uk.ac.manchester.tornado.api;

/** Signature only. */
public class TornadoExecutionResult {
    TornadoExecutionResult() {}

    public TornadoProfilerResult getProfilerResult() {
        throw new UnsupportedOperationException();
    }
}
