package dev.nibble.models.plan;

import dev.nibble.api.format.Format;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.file.TensorInfo;
import dev.nibble.models.file.Use;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What becomes of every tensor of a file. Without patterns these are quantized: float tensors of two or more dimensions
 * that the file shows to be weights of linear layers, or, where it shows no use of any, whose name has no
 * {@code embedding} in it. Include patterns replace that choice; skip patterns take away from it. A tensor that the
 * format cannot hold is kept, and so is a tied one unless the include patterns name all its ends.
 *
 * @param tensors one line for each tensor of the file, in the file's order
 */
public record TensorPlan(List<Line> tensors) {
    /** What becomes of a tensor. */
    public enum State { QUANTIZED, KEPT }

    /**
     * One tensor.
     *
     * @param reason why, in words that fit after "quantized:" or "kept:"
     */
    public record Line(TensorInfo info, State state, String reason) {
        public String name() {
            return info.name();
        }
    }

    public TensorPlan {
        tensors = List.copyOf(tensors);
    }

    /**
     * Plans a file. Reads no data.
     *
     * @param include patterns of names to quantize; empty for the default choice. {@code *} matches within a segment,
     *     {@code **} across segments, and a pattern matches whole segments up to a dot
     * @param skip patterns of names to keep
     * @throws IllegalArgumentException if a pattern matches no tensor, or an include pattern names one end of a tie
     */
    public static TensorPlan of(TensorFile file, Format format, List<String> include, List<String> skip) {
        List<NamePattern> included = include.stream().map(NamePattern::new).toList();
        List<NamePattern> skipped = skip.stream().map(NamePattern::new).toList();
        List<String> known = Stream.concat(file.names().stream(), file.aliases().keySet().stream()).toList();
        Stream.concat(included.stream(), skipped.stream()).forEach(pattern -> requireMatch(pattern, known, file));
        Chooser chooser = new Chooser(file, format, included, skipped);
        return new TensorPlan(file.names().stream().map(chooser::line).toList());
    }

    /** The lines of one state. */
    public List<Line> in(State state) {
        return tensors.stream().filter(line -> line.state() == state).toList();
    }

    /** For example {@code 36 of 103 tensors quantized}. */
    public String summary() {
        return in(State.QUANTIZED).size() + " of " + tensors.size() + " tensors quantized";
    }

    private static void requireMatch(NamePattern pattern, List<String> names, TensorFile file) {
        if (names.stream().noneMatch(pattern::matches)) {
            NamePattern anywhere = new NamePattern("**." + pattern.text());
            String hint = names.stream().filter(anywhere::matches).findFirst()
                    .map(name -> "; write '" + anywhere.text() + "' to match names such as " + name)
                    .orElse("; names look like " + (names.isEmpty() ? "none" : names.getLast()));
            throw new IllegalArgumentException(
                    "pattern '" + pattern.text() + "' matches no tensor of " + file.path() + hint);
        }
    }

    /** Decides for one tensor after the other. */
    private record Chooser(TensorFile file, Format format, List<NamePattern> include, List<NamePattern> skip) {
        private static final Set<String> EMBEDDING_NAMES = Set.of("wte", "wpe", "shared");

        Line line(String name) {
            TensorInfo info = file.info(name);
            List<String> names = new ArrayList<>(List.of(name));
            file.aliases().entrySet().stream().filter(it -> it.getValue().equals(name)).map(Map.Entry::getKey).forEach(names::add);
            Optional<String> obstacle = unfit(info)
                    .or(() -> skippedBy(names))
                    .or(() -> include.isEmpty() ? notChosen(info, names) : notIncluded(names));
            return obstacle.map(reason -> new Line(info, State.KEPT, reason))
                    .orElseGet(() -> new Line(info, State.QUANTIZED, chosenBecause(info)));
        }

        private Optional<String> unfit(TensorInfo info) {
            if (!info.type().isFloat()) {
                return Optional.of("not float: " + info.type());
            }
            if (info.shape().rank() < 2) {
                return Optional.of(info.shape().rank() == 0 ? "scalar" : "1-D");
            }
            if (info.shape().elements() == 0) {
                return Optional.of("empty");
            }
            var support = format.supports(info.shape());
            return support.supported()
                    ? Optional.empty()
                    : Optional.of(format.text() + " cannot hold shape " + info.shape() + ": " + support);
        }

        private Optional<String> skippedBy(List<String> names) {
            return skip.stream().filter(pattern -> names.stream().anyMatch(pattern::matches)).findFirst()
                    .map(pattern -> "skipped by pattern '" + pattern.text() + "'");
        }

        private Optional<String> notIncluded(List<String> names) {
            List<String> outside = names.stream().filter(name -> include.stream().noneMatch(it -> it.matches(name))).toList();
            if (outside.size() == names.size()) {
                return Optional.of("not included by a pattern");
            }
            if (!outside.isEmpty()) {
                throw new IllegalArgumentException("tensor '" + names.getFirst() + "' is tied: the model uses it as "
                        + String.join(" and ", names) + ", and the include patterns leave out " + String.join(", ", outside)
                        + "; include all of them or none");
            }
            return Optional.empty();
        }

        private Optional<String> notChosen(TensorInfo info, List<String> names) {
            if (names.size() > 1) {
                return Optional.of("tied: aliased as " + names.stream().skip(1).collect(Collectors.joining(", "))
                        + "; include all its names to quantize it");
            }
            return switch (file.use(info.name())) {
                case LINEAR -> Optional.empty();
                case LOOKUP -> Optional.of("embedding table; include it to quantize it");
                case OTHER -> Optional.of("not the weight of a linear layer; include it to quantize it");
                case UNKNOWN -> isEmbeddingByName(info.name())
                        ? Optional.of("embedding table by its name; include it to quantize it")
                        : Optional.empty();
            };
        }

        /** Such as embeddings.word_embeddings, model.embed_tokens, transformer.wte and wpe (GPT-2), shared (T5). */
        private static boolean isEmbeddingByName(String name) {
            return Arrays.stream(name.toLowerCase(Locale.ROOT).split("\\."))
                    .anyMatch(part -> part.contains("embed") || EMBEDDING_NAMES.contains(part));
        }

        private String chosenBecause(TensorInfo info) {
            if (!include.isEmpty()) {
                return "included";
            }
            return file.use(info.name()) == Use.LINEAR ? "weight of a linear layer" : info.shape().rank() + "-D float";
        }
    }
}
