package uk.ac.manchester.tornado.api.exceptions;

/** Signature only. */
public class TornadoExecutionPlanException extends Exception {
    private static final long serialVersionUID = 1L;

    TornadoExecutionPlanException() {}
}
