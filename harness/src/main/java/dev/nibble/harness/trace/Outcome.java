package dev.nibble.harness.trace;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.nibble.api.device.program.ProgramException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How a cell ended. Only a passed cell has times. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Passed.class, name = "passed"),
    @JsonSubTypes.Type(value = Outcome.Wrong.class, name = "wrong"),
    @JsonSubTypes.Type(value = Outcome.Unsupported.class, name = "unsupported"),
    @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Outcome.TimedOut.class, name = "timed-out")
})
public sealed interface Outcome {
    /**
     * It met its reference.
     *
     * @param metrics what was measured
     * @param notes what a reader must know beside the numbers: why timing stopped, which layers fell back, and such
     * @param tensors for model cells, the relative weight error of each quantized tensor; otherwise empty
     */
    record Passed(List<Metric> metrics, List<String> notes, Map<String, Double> tensors) implements Outcome {
        public Passed {
            metrics = List.copyOf(metrics);
            notes = List.copyOf(notes);
            tensors = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(tensors));
        }
    }

    /**
     * It ran and its result is not what it must be.
     *
     * @param message what is wrong and where
     * @param maxError largest absolute error
     * @param worstRatio largest error in units of its bound
     * @param worstIndex flat index of the worst output element; -1 if it is not about one
     */
    record Wrong(String message, double maxError, double worstRatio, long worstIndex) implements Outcome {}

    /**
     * It was refused before it ran.
     *
     * @param reasons every requirement that failed
     */
    record Unsupported(List<String> reasons) implements Outcome {
        public Unsupported {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * It threw, or its worker crashed, exited or talked nonsense, or it was skipped because others like it did.
     *
     * @param kind {@code exception}, {@code crash}, {@code exit}, {@code garbage}, {@code start} or {@code skipped}; of a device,
     *     its driver or its compiler {@code build}, {@code binary}, {@code launch}, {@code limit}, {@code out-of-memory} or
     *     {@code runtime}
     * @param message one line
     * @param logTail the end of the worker's output
     */
    record Failed(String kind, String message, String logTail) implements Outcome {
        /** No worker could be started. */
        public static final String START = "start";
        /** Not run at all, because cells like it ended their workers. */
        public static final String SKIPPED = "skipped";
        /** Kinds that cost a worker its life. */
        public static final Set<String> DEATHS = Set.of("crash", "exit", "garbage");

        /** What a plugin threw. */
        public static Failed of(Throwable thrown) {
            String name = thrown.getClass().getSimpleName();
            String message = thrown.getMessage();
            return thrown instanceof ProgramException device
                    ? of(device.kind(), message)
                    : new Failed("exception", line(name + (message == null ? "" : ": " + message)), "");
        }

        /** What a device, its driver or its compiler did not do. */
        public static Failed of(ProgramException.Kind kind, String message) {
            return new Failed(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), line(message), "");
        }

        private static String line(String text) {
            return text.strip().replaceAll("\\s*\\R\\s*", " ");
        }
    }

    /**
     * It did not end in time and its worker was killed.
     *
     * @param seconds the limit
     * @param logTail the end of the worker's output
     */
    record TimedOut(double seconds, String logTail) implements Outcome {}
}
