package sample;

import static java.lang.foreign.ValueLayout.*;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.*;
import dev.nibble.api.kernel.*;
import dev.nibble.api.op.*;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.*;
import module java.base;

/** {@code y = x W^T} with 4-bit codes in groups along rows, by the C function of {@code linear4.c}, on one thread. */
public final class NativeInt4 implements Kernel {
    public String name() { return "sample.linear.int4.native"; }
    public String description() { return "affine 4 bits in groups along rows, C through the Foreign Function API, one thread"; }
    public String op() { return Linear.NAME; }

    public Support supports(KernelRequest request) {
        OpSpec spec = request.spec();
        return Support.yes()
                .require("op", Linear.NAME, spec.op())
                .require("device runtime", "jvm", request.device().runtime())
                .require("byte order", ByteOrder.LITTLE_ENDIAN, ByteOrder.nativeOrder())
                .require("activation", Activation.F32, spec.activation())
                .require("weight rank", 2, spec.weight().rank())
                .require("weight", "not empty", spec.weight().toString(), spec.weight().elements() > 0)
                .require("format", "affine:bits=4 in groups of an even size along rows", spec.format().text(),
                        spec.format() instanceof AffineFormat affine && affine.bits() == 4
                                && affine.grouping().kind() == Grouping.Kind.ALONG_ROWS && affine.grouping().size() % 2 == 0)
                .require("native library", Library.NAME + " beside " + NativeInt4.class.getResource("NativeInt4.class")
                        + " (see kernels-native-sample/README.md)", Library.STATE, Library.LINEAR4 != null);
    }

    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        MemorySegment codes = weight.component("codes").data();
        Tensor scale = weight.component("scale");
        Arena arena = Arena.ofShared();
        try {
            return new Packed(arena, arena.allocate(codes.byteSize(), Tensor.ALIGNMENT).copyFrom(codes),
                    floats(scale, scale.shape(), arena), floats(weight.components().get("zero"), scale.shape(), arena),
                    weight.shape().rows(), weight.shape().cols(), ((AffineFormat) weight.format()).grouping().size());
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** Parameters of any type as float32; 8, the middle of the codes, where the format stores no zero. */
    private static MemorySegment floats(Tensor parameters, Shape shape, Arena arena) {
        Tensor copy = Tensor.allocate(ElementType.F32, shape, arena);
        float[] row = new float[shape.rowLength()];
        Arrays.fill(row, 8);
        for (long r = 0; r < shape.rows(); r++) {
            if (parameters != null) parameters.readRow(r, row);
            copy.writeRow(r, row);
        }
        return copy.data();
    }

    record Packed(Arena arena, MemorySegment codes, MemorySegment scales, MemorySegment zeros, long n, long k, long group)
            implements PreparedKernel {
        public long packedBytes() { return codes.byteSize() + scales.byteSize() + zeros.byteSize(); }
        public void close() { arena.close(); }
        public void run(long m, MemorySegment x, MemorySegment y, MemorySegment workspace) {
            try {
                Library.LINEAR4.invokeExact(codes, scales, zeros, x, y, m, n, k, group);
            } catch (Throwable e) {
                throw new IllegalStateException("linear4 could not be called: " + e, e);
            }
        }
    }

    /** Loaded when first asked about, from the plugin's own folder or jar, whose digest then covers the C code. */
    private static final class Library {
        static final String NAME = System.mapLibraryName("linear4"), STATE;
        static final MethodHandle LINEAR4;
        static {
            MethodHandle linear4 = null; // stays so where STATE says why
            String state = "none";
            try (var in = NativeInt4.class.getResourceAsStream(NAME)) {
                if (in != null) {
                    linear4 = load(in);
                    state = "loaded";
                }
            } catch (IOException | RuntimeException e) {
                state = e.toString();
            }
            LINEAR4 = linear4;
            STATE = state;
        }

        static MethodHandle load(InputStream in) throws IOException {
            Path copy = Files.createTempFile("nibble-", NAME); // for jars, and so that gcc can write the file while we run
            try {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                System.load(copy.toString());
                return Linker.nativeLinker().downcallHandle(SymbolLookup.loaderLookup().findOrThrow("linear4"),
                        FunctionDescriptor.ofVoid(
                                ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
            } catch (UnsatisfiedLinkError e) { // its message begins with the path of the copy, which tells nobody anything
                throw new IOException("Cannot open library: " + e.getMessage().replace(copy + ": ", ""), e);
            } finally {
                Files.delete(copy);
            }
        }
    }
}
