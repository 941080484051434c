package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.OpSpec;
import java.util.function.Function;

/** What the kernels that decode whole rows share. */
final class Decoded {
    private Decoded() {}

    /** @param spec whose format is a {@link CodedFormat} */
    static Packing packing(OpSpec spec) {
        CodedFormat format = (CodedFormat) spec.format();
        return Packing.of(spec.weight(), format.grouping(), Packing.container(format.bits()));
    }

    /**
     * Binds a method that decodes.
     *
     * @param outputs elements of the output
     * @param input makes what brings the dense operand to the device
     */
    static PreparedMethod prepare(DeviceMethod method, OpSpec spec, Device device, QuantizedTensor weight, long outputs,
            Function<Binding, PreparedMethod.Input> input) {
        Packing packing = packing(spec);
        Binding binding = new Binding(method, packing);
        try {
            binding.weight(weight, 0);
            binding.levels(Codes.of((CodedFormat) weight.format()).table(packing.bits()));
            binding.output(outputs);
            return binding.prepare(device, input.apply(binding), spec.m(), outputs / spec.m() * Float.BYTES);
        } catch (RuntimeException | Error e) {
            binding.close();
            throw e;
        }
    }
}
