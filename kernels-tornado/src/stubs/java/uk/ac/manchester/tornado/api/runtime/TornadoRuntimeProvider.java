package uk.ac.manchester.tornado.api.runtime;

import uk.ac.manchester.tornado.api.TornadoRuntime;

/** Signature only. */
public class TornadoRuntimeProvider {
    TornadoRuntimeProvider() {}

    public static TornadoRuntime getTornadoRuntime() {
        throw new UnsupportedOperationException();
    }
}
