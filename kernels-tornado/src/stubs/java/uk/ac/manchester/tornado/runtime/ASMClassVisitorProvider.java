package uk.ac.manchester.tornado.runtime;

import jdk.vm.ci.meta.ResolvedJavaMethod;
import uk.ac.manchester.tornado.runtime.common.ParallelAnnotationProvider;

/** Signature only. */
public interface ASMClassVisitorProvider {
    ParallelAnnotationProvider[] getParallelAnnotations(ResolvedJavaMethod method);
}
