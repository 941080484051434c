package uk.ac.manchester.tornado.runtime.common;

/** Signature only. */
public interface ParallelAnnotationProvider {
    int getStart();

    int getLength();

    int getIndex();
}
