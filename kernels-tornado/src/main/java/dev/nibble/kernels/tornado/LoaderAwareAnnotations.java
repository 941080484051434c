package dev.nibble.kernels.tornado;

import java.lang.reflect.Executable;
import jdk.vm.ci.hotspot.HotSpotJVMCIRuntime;
import jdk.vm.ci.meta.ResolvedJavaMethod;
import uk.ac.manchester.tornado.runtime.ASMClassVisitorProvider;
import uk.ac.manchester.tornado.runtime.common.ParallelAnnotationProvider;

/**
 * Tells TornadoVM which loops of a method are parallel. Its own reader takes a class's bytes from the system class loader,
 * which has none of a plugin's, or those of another class of the same name. TornadoVM finds this one by
 * {@code tornado.load.annotation.implementation}, on the class path of its JVM.
 */
public final class LoaderAwareAnnotations implements ASMClassVisitorProvider {
    @Override
    public ParallelAnnotationProvider[] getParallelAnnotations(ResolvedJavaMethod method) {
        Executable mirror = HotSpotJVMCIRuntime.runtime().getMirror(method);
        return ParallelLoop.of(mirror).stream().map(Told::new).toArray(ParallelAnnotationProvider[]::new);
    }

    private record Told(ParallelLoop loop) implements ParallelAnnotationProvider {
        @Override
        public int getStart() {
            return loop.start();
        }

        @Override
        public int getLength() {
            return loop.length();
        }

        @Override
        public int getIndex() {
            return loop.variable();
        }
    }
}
