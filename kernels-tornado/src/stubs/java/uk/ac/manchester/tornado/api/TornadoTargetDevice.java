package uk.ac.manchester.tornado.api;

/** Signature only. */
public interface TornadoTargetDevice {
    String getDeviceName();
}
