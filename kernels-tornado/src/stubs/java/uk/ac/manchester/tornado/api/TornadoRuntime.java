package uk.ac.manchester.tornado.api;

/** Signature only. */
public interface TornadoRuntime {
    TornadoBackend getBackend(int index);

    int getNumBackends();
}
