package dev.nibble.models.quantized;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Activation;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * CRC-32C over the float32 bytes of the decoded weights, row by row, of the input scale after them where there is one, and of the
 * text of the activation where inputs are quantized: what a weight means, whatever its codes are.
 */
final class DecodedChecksum {
    private DecodedChecksum() {}

    static String of(QuantizedWeight weight) {
        QuantizedTensor tensor = weight.tensor();
        Shape shape = tensor.shape();
        float[] row = new float[shape.rowLength()];
        Tensor bytes = Tensor.allocate(ElementType.F32, Shape.of(1, row.length));
        CRC32C checksum = new CRC32C();
        for (long r = 0; r < shape.rows(); r++) {
            tensor.format().decodeRow(tensor, r, row);
            bytes.writeRow(0, row);
            checksum.update(bytes.data().asByteBuffer());
        }
        weight.transform().ifPresent(transform -> {
            switch (transform) {
                case Transform.InputScale scale -> checksum.update(scale.factors().data().asByteBuffer());
            }
        });
        if (weight.activation() != Activation.F32) {
            checksum.update(weight.activation().toString().getBytes(StandardCharsets.UTF_8));
        }
        return String.format("%08x", checksum.getValue());
    }
}
