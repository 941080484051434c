package dev.nibble.harness.trace;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One point of a sweep. Two cells with the same {@link #text()} are the same cell. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Cell.KernelCell.class, name = "kernel"),
    @JsonSubTypes.Type(value = Cell.ModelCell.class, name = "model")
})
public sealed interface Cell {
    /** Id of the device it runs on. */
    String device();

    /** All of it in one line: the filter of {@code --only}, and the way to run it again. */
    String text();

    /**
     * A kernel on one case: is it right, and how long does it take?
     *
     * @param op name of the operation
     * @param format text form
     * @param weight logical shape of the quantized operand
     * @param m rows of the dense operand
     * @param activation text form, such as {@code f32} or {@code int8}
     * @param kernel name
     * @param device id
     * @param threads host threads
     * @param timed whether it is timed after it was proven
     */
    record KernelCell(
            String op,
            String format,
            List<Long> weight,
            long m,
            String activation,
            String kernel,
            String device,
            int threads,
            boolean timed)
            implements Cell {
        public KernelCell {
            weight = List.copyOf(weight);
        }

        @Override
        public String text() {
            String shape = String.join("x", weight.stream().map(String::valueOf).toList());
            return (timed ? "bench " : "check ") + op + "[m=" + m + ",w=" + shape + ",act=" + activation + "] " + format
                    + " " + kernel + "@" + device + " threads=" + threads;
        }
    }

    /**
     * A quantizer on a model: how large is the error of the weights, and what does the model do with it?
     *
     * @param model path or name of the model
     * @param quantizer name or pipeline, such as {@code awq | hqq}; empty for a model as its file has it, quantized or float
     * @param settings the quantizer's settings that differ from their defaults; without a quantizer, {@code against} is the
     *     float model and {@code text} a file with texts
     * @param format text form
     * @param fallback {@code strict}, {@code reference} or {@code decode}: what serves layers without a fast proven kernel
     * @param device id of the device that runs the layers
     * @param threads host threads
     * @param seed for the quantizer
     * @param calibration path of the statistics for quantizers that need some; empty for none
     * @param sequential mode and texts of sequential calibration, in which a layer's statistics are those of the model with all
     *     layers before it quantized, such as {@code corrected:addresses-1801-1900}; empty for statistics of the float model
     */
    record ModelCell(
            String model,
            String quantizer,
            Map<String, String> settings,
            String format,
            String fallback,
            String device,
            int threads,
            long seed,
            String calibration,
            String sequential)
            implements Cell {
        public ModelCell {
            settings = java.util.Collections.unmodifiableMap(new TreeMap<>(settings));
            // Traces of before there were calibrations have none.
            calibration = calibration == null ? "" : calibration;
            sequential = sequential == null ? "" : sequential;
        }

        /** How it was calibrated, for people: {@code sequential, corrected}, or empty for the usual way. */
        public String calibrated() {
            return sequential.isEmpty() ? ""
                    : sequential.startsWith("plain:") ? "sequential" : "sequential, " + sequential.replaceFirst(":.*", "");
        }

        /** Without a calibration. */
        public ModelCell(String model, String quantizer, Map<String, String> settings, String format, String fallback,
                String device, int threads, long seed) {
            this(model, quantizer, settings, format, fallback, device, threads, seed, "", "");
        }

        @Override
        public String text() {
            // Blanks separate the parts of the line.
            return "model " + model + " " + quantizer.replace(" | ", "|") + (settings.isEmpty() ? "" : settings.toString())
                    + " " + format + " @" + device + " threads=" + threads + " fallback=" + fallback + " seed=" + seed
                    + (sequential.isEmpty() ? "" : " sequential=" + sequential)
                    + (calibration.isEmpty() ? "" : " calibration=" + calibration);
        }
    }
}
