import dev.nibble.api.device.Device;
import dev.nibble.api.format.Component;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.format.FormatText;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A format, a quantizer and a kernel that no module of Nibble knows. */
public final class Throwaway {
    /** Signs, and one magnitude for each row. */
    public static final class Signs implements Format {
        public String text() {
            return "signs";
        }

        public List<Component> components() {
            return List.of(Component.perElement("codes", ElementType.U1), Component.perRow("scale", ElementType.F32));
        }

        public Support supports(Shape logical) {
            return Support.yes();
        }

        public void decodeRow(QuantizedTensor tensor, long row, float[] into) {
            float scale = tensor.component("scale").getFloat(row, 0);
            for (int c = 0; c < tensor.shape().rowLength(); c++) {
                into[c] = tensor.component("codes").getCode(row, c) == 1 ? scale : -scale;
            }
        }

        public QuantizedTensor encode(Tensor weights) {
            QuantizedTensor.Builder builder = QuantizedTensor.builder(this, weights.shape());
            float[] w = new float[weights.shape().rowLength()];
            for (long r = 0; r < weights.shape().rows(); r++) {
                weights.readRow(r, w);
                double sum = 0;
                for (int c = 0; c < w.length; c++) {
                    sum += Math.abs(w[c]);
                    builder.component("codes").setCode(r, c, w[c] >= 0 ? 1 : 0);
                }
                builder.component("scale").setFloat(r, 0, (float) (sum / w.length));
            }
            return builder.build();
        }
    }

    public static final class SignsProvider implements FormatProvider {
        public String name() {
            return "signs";
        }

        public String description() {
            return "signs with a magnitude for each row";
        }

        public Format parse(FormatText text) {
            text.done();
            return new Signs();
        }
    }

    public static final class Binary implements Quantizer {
        public String name() {
            return "binary";
        }

        public String description() {
            return "signs";
        }

        public Support supports(Format format) {
            return Support.yes().require("format", "signs", format.text());
        }

        public QuantizeResult quantize(QuantizeRequest request) {
            return QuantizeResult.of(request.format().encode(request.weights()));
        }
    }

    public static final class SignsDequantize implements Kernel {
        public String name() {
            return "throwaway.dequantize";
        }

        public String description() {
            return "decodes signs";
        }

        public String op() {
            return "dequantize";
        }

        public Support supports(KernelRequest request) {
            return Support.yes()
                    .require("runtime", "jvm", request.device().runtime())
                    .require("format", "signs", request.spec().format().text());
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
                }

                public void close() {}
            };
        }
    }
}
