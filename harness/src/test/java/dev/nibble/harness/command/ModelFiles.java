package dev.nibble.harness.command;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.SafetensorsWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Small model files for tests. */
final class ModelFiles {
    static final String WEIGHT = "layers.1.q.weight";
    static final String OTHER = "layers.10.q.weight";
    static final String TALL = "layers.2.up.weight";

    private ModelFiles() {}

    /** Three matrices, an embedding table, a bias, a scalar and an integer tensor, with metadata. */
    static Path small(Path folder) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("embeddings.word.weight", normal(1, 40, 64));
        tensors.put(WEIGHT, normal(2, 32, 128));
        tensors.put("layers.1.q.bias", Tensor.of(Shape.of(32), new float[32]));
        tensors.put(OTHER, normal(3, 64, 64));
        tensors.put("steps", Tensor.allocate(ElementType.I64, Shape.of(2, 3)));
        tensors.put(TALL, half(normal(4, 100, 64)));
        tensors.put("temperature", Tensor.of(Shape.of(), 2f));
        return write(folder.resolve("small.safetensors"), tensors);
    }

    static Path write(Path file, Map<String, Tensor> tensors) {
        try (SafetensorsWriter writer = SafetensorsWriter.create(file)) {
            tensors.forEach(writer::add);
            writer.putMetadata("license", "none");
            writer.finish();
        }
        return file;
    }

    static Tensor normal(long seed, long rows, long cols) {
        Tensor tensor = Tensor.allocate(ElementType.F32, Shape.of(rows, cols));
        Random random = new Random(seed);
        for (long r = 0; r < rows; r++) {
            for (long c = 0; c < cols; c++) {
                tensor.setFloat(r, c, (float) random.nextGaussian());
            }
        }
        return tensor;
    }

    private static Tensor half(Tensor tensor) {
        Tensor half = Tensor.allocate(ElementType.F16, tensor.shape());
        float[] row = new float[tensor.shape().rowLength()];
        for (long r = 0; r < tensor.shape().rows(); r++) {
            tensor.readRow(r, row);
            half.writeRow(r, row);
        }
        return half;
    }
}
