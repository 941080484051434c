package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Int8Activation;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
import dev.nibble.kernels.tornado.code.Sizes;

/**
 * What the linear kernels share. They differ in codes, input and the two methods that compute them.
 *
 * @param fewest bits of a code
 * @param most bits of a code
 * @param grid whether codes must lie on a grid; otherwise they must not
 * @param input that the methods take
 * @param one method for one row of input
 * @param several method for more rows
 */
record CodedLinear(int fewest, int most, boolean grid, Input input, DeviceMethod one, DeviceMethod several) {
    /** So that integer sums of a group stay below 2^31: 255 * 255 * 2^15. */
    private static final int LONGEST_INTEGER_GROUP = 1 << 15;

    /** What methods take for the dense operand. */
    enum Input {
        F32("f32"),
        INT8("one in int8");

        private final String text;

        Input(String text) {
            this.text = text;
        }

        private boolean takes(Activation activation) {
            return this == F32 ? activation == Activation.F32 : activation instanceof Int8Activation;
        }
    }

    private static final String GRID = "an even grid of step 1";
    private static final String TABLE = "any but an even grid of step 1";

    Support supports(KernelRequest request) {
        OpSpec spec = request.spec();
        Support support = Requirements.coded(request, Linear.NAME)
                .require("weight rank", 2, spec.weight().rank())
                .require("activation", input.text, spec.activation().toString(), input.takes(spec.activation()));
        if (!(spec.format() instanceof CodedFormat format)) {
            return support;
        }
        support = support
                .require("bits", fewest + " to " + most, Integer.toString(format.bits()),
                        format.bits() >= fewest && format.bits() <= most)
                .require("levels", grid ? GRID : TABLE, format.text(), Codes.of(format).isGrid() == grid);
        return support.supported() ? support.and(sizes(request, packing(spec.weight(), format))) : support;
    }

    private Support sizes(KernelRequest request, Packing packing) {
        long m = request.spec().m();
        DeviceMethod method = method(m);
        long rows = Math.ceilDiv(m, method.inputsAtATime()) * method.inputsAtATime();
        int workItems = method.hasContext() ? Sizes.LANES : 1;
        Support support = m > Integer.MAX_VALUE
                ? Support.no("m", "at most " + Integer.MAX_VALUE, Long.toString(m))
                : Requirements.sizes(request, packing, rows * packing.paddedColumns(), rows * packing.rows(), workItems);
        support = support.and(Requirements.program(request, method));
        if (method.hasContext()) {
            support = support.require("words of a group", "a power of two, or one group a row",
                    Long.toString(packing.words()), packing.groups() == 1 || packing.hasPowerOfTwoWords());
        }
        return input == Input.F32 ? support : support.require("columns of a group", "at most "
                + LONGEST_INTEGER_GROUP, Long.toString(packing.groupColumns()), packing.groupColumns() <= LONGEST_INTEGER_GROUP);
    }

    private DeviceMethod method(long m) {
        return m == 1 ? one : several;
    }

    private Packing packing(Shape weight, CodedFormat format) {
        return Packing.of(weight, format.grouping(), containerBits());
    }

    private int containerBits() {
        return Packing.container(most);
    }

    PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        OpSpec spec = request.spec();
        CodedFormat format = (CodedFormat) weight.format();
        Packing packing = packing(weight.shape(), format);
        DeviceMethod method = method(spec.m());
        long rows = Math.ceilDiv(spec.m(), method.inputsAtATime()) * method.inputsAtATime();
        Binding binding = new Binding(method, packing);
        try {
            Codes codes = Codes.of(format);
            binding.weight(weight, grid ? codes.origin() : 0);
            if (!grid) {
                binding.levels(codes.table(containerBits()));
            }
            binding.output(rows * packing.rows());
            PreparedMethod.Input dense = spec.activation() instanceof Int8Activation int8
                    ? IntegerInput.bind(binding, int8, rows)
                    : FloatInput.bind(binding, rows);
            return binding.prepare(device, dense, spec.m(), packing.rows() * Float.BYTES);
        } catch (RuntimeException | Error e) {
            binding.close();
            throw e;
        }
    }
}
