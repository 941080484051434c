package dev.nibble.harness.command;

import dev.nibble.api.tensor.Tensor;
import dev.nibble.harness.cell.ModelQuantization;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.plan.TensorPlan;
import dev.nibble.models.quantized.QuantizedModelWriter;
import dev.nibble.models.quantized.QuantizedWeight;
import java.util.HashMap;
import java.util.Map;

/** Writes a plan's tensors in its order: the kept ones between the quantized ones, as these come. */
final class PlanWriter {
    private final TensorPlan plan;
    private final TensorFile file;
    private final QuantizedModelWriter writer;
    private final Map<String, Tensor> replaced = new HashMap<>();
    private int next;
    private long bytes;

    PlanWriter(TensorPlan plan, TensorFile file, QuantizedModelWriter writer) {
        this.plan = plan;
        this.file = file;
        this.writer = writer;
    }

    /** Tensors that are not quantized and are written in this form; asked for before any is written. */
    void replace(Map<String, Tensor> tensors) {
        replaced.putAll(tensors);
    }

    /** The next quantized tensor of the plan, and all kept ones before it. */
    void write(ModelQuantization.Done done) {
        write(done.info().name(), done.weight());
    }

    /** The same for a weight that was changed since. */
    void write(String name, QuantizedWeight weight) {
        writeKept();
        writer.add(name, weight);
        bytes += weight.byteSize();
        next++;
    }

    /** The kept tensors after the last quantized one; the file is then in place. */
    void finish() {
        writeKept();
        // What the source says of itself stays with it.
        file.metadata().forEach((key, value) -> {
            if (!key.startsWith("nibble.")) {
                writer.putMetadata(key, value);
            }
        });
        writer.finish();
    }

    /** Bytes of all tensors and components written. */
    long bytes() {
        return bytes;
    }

    private void writeKept() {
        for (; next < plan.tensors().size() && plan.tensors().get(next).state() == TensorPlan.State.KEPT; next++) {
            TensorPlan.Line line = plan.tensors().get(next);
            Tensor tensor = replaced.containsKey(line.name()) ? replaced.get(line.name()) : file.tensor(line.name());
            writer.keep(line.name(), tensor, line.reason());
            bytes += tensor.byteSize();
        }
    }
}
