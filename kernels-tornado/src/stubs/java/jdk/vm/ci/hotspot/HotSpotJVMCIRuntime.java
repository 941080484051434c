package jdk.vm.ci.hotspot;

import java.lang.reflect.Executable;
import jdk.vm.ci.meta.ResolvedJavaMethod;

/** Signature only. */
public final class HotSpotJVMCIRuntime {
    HotSpotJVMCIRuntime() {}

    public static HotSpotJVMCIRuntime runtime() {
        throw new UnsupportedOperationException();
    }

    public Executable getMirror(ResolvedJavaMethod method) {
        throw new UnsupportedOperationException();
    }
}
