package dev.nibble.models.quantized;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.zip.CRC32C;

/** CRC-32C over the float32 bytes of the decoded weights, row by row: what a tensor means, whatever its codes are. */
final class DecodedChecksum {
    private DecodedChecksum() {}

    static String of(QuantizedTensor tensor) {
        Shape shape = tensor.shape();
        float[] row = new float[shape.rowLength()];
        Tensor bytes = Tensor.allocate(ElementType.F32, Shape.of(1, row.length));
        CRC32C checksum = new CRC32C();
        for (long r = 0; r < shape.rows(); r++) {
            tensor.format().decodeRow(tensor, r, row);
            bytes.writeRow(0, row);
            checksum.update(bytes.data().asByteBuffer());
        }
        return String.format("%08x", checksum.getValue());
    }
}
