package dev.nibble.conformance;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Runs the kit's tests as JUnit would, so that tests can look at what they say. */
final class Kit {
    private Kit() {}

    /** The kit as the author of a kernel would use it. */
    record ForKernel(Kernel kernel, List<String> formatTexts) implements KernelConformance {
        @Override
        public Device device() {
            return new HostDevice();
        }

        @Override
        public Stream<Format> formats() {
            return formatTexts.stream().map(registry()::format);
        }

        @Override
        public int randomRequests() {
            return 60;
        }
    }

    static ForKernel of(Kernel kernel) {
        return new ForKernel(kernel, List.of("affine:bits=4,group=64,axis=1,zero=float"));
    }

    /** The kit as the author of a format would use it. */
    record ForFormat(Format format) implements FormatConformance {
        @Override
        public Stream<Format> formats() {
            return Stream.of(format);
        }
    }

    /** Runs all tests of a factory. */
    static <T> void runAll(T kit, Function<T, Stream<DynamicTest>> factory) throws Throwable {
        for (DynamicTest test : factory.apply(kit).toList()) {
            test.getExecutable().execute();
        }
    }
}
