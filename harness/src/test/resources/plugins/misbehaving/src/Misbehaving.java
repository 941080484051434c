import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kernels of the operation dequantize that are right but for what their names say. */
public abstract class Misbehaving implements Kernel {
    private final String name;

    Misbehaving(String name) {
        this.name = name;
    }

    /** Happens in each run, after the output was written. */
    abstract void misbehave(MemorySegment output);

    public String name() {
        return "test." + name;
    }

    public String description() {
        return "a kernel for tests";
    }

    public String op() {
        return "dequantize";
    }

    public Support supports(KernelRequest request) {
        return Support.yes().require("runtime", "jvm", request.device().runtime());
    }

    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        return new PreparedKernel() {
            public long packedBytes() {
                return weight.byteSize();
            }

            public void run(long m, MemorySegment input, MemorySegment output, MemorySegment workspace) {
                int cols = weight.shape().rowLength();
                float[] row = new float[cols];
                for (long r = 0; r < weight.shape().rows(); r++) {
                    weight.format().decodeRow(weight, r, row);
                    MemorySegment.copy(row, 0, output, Layouts.FLOAT, 4 * r * cols, cols);
                }
                misbehave(output);
            }

            public void close() {}
        };
    }

    public static final class Good extends Misbehaving {
        public Good() {
            super("good");
        }

        void misbehave(MemorySegment output) {}
    }

    public static final class Exits extends Misbehaving {
        public Exits() {
            super("exits");
        }

        void misbehave(MemorySegment output) {
            System.err.println("about to exit");
            System.exit(3);
        }
    }

    public static final class Halts extends Misbehaving {
        public Halts() {
            super("halts");
        }

        void misbehave(MemorySegment output) {
            Runtime.getRuntime().halt(7);
        }
    }

    public static final class Crashes extends Misbehaving {
        public Crashes() {
            super("crashes");
        }

        void misbehave(MemorySegment output) {
            MemorySegment.ofAddress(8).reinterpret(8).set(Layouts.FLOAT, 0, 1f);
        }
    }

    public static final class Hangs extends Misbehaving {
        public Hangs() {
            super("hangs");
        }

        void misbehave(MemorySegment output) {
            try {
                Thread.sleep(1_000_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public static final class Talks extends Misbehaving {
        public Talks() {
            super("talks");
        }

        void misbehave(MemorySegment output) {
            System.out.println("{\"type\":\"done\"} \u0000\u0001 garbage");
        }
    }

    public static final class Wrong extends Misbehaving {
        public Wrong() {
            super("wrong");
        }

        void misbehave(MemorySegment output) {
            output.set(Layouts.FLOAT, 0, 1e6f);
        }
    }

    /** Waits to be killed the first time, and is good ever after. */
    public static final class Once extends Misbehaving {
        public Once() {
            super("once");
        }

        void misbehave(MemorySegment output) {
            Path marker = Path.of(System.getProperty("test.marker"));
            if (!Files.exists(marker)) {
                try {
                    Files.writeString(marker, Long.toString(ProcessHandle.current().pid()));
                    Thread.sleep(1_000_000);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Right for as long as anybody looks, and wrong when it has run for a while. */
    public static final class Tires extends Misbehaving {
        private int runs;

        public Tires() {
            super("tires");
        }

        void misbehave(MemorySegment output) {
            if (++runs > 300) {
                output.set(Layouts.FLOAT, 0, 1e6f);
            }
        }
    }

    public static final class Throws extends Misbehaving {
        public Throws() {
            super("throws");
        }

        public Support supports(KernelRequest request) {
            throw new IllegalStateException("no answer");
        }

        void misbehave(MemorySegment output) {}
    }
}
