package uk.ac.manchester.tornado.api;

/** Signature only. */
public class ImmutableTaskGraph {
    ImmutableTaskGraph() {}
}
