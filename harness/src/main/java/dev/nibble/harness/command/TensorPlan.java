package dev.nibble.harness.command;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.file.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is to become of each tensor of a file, decided from names, types and shapes alone, before anything runs. Every
 * tensor is there, in the file's order: quantized, or kept for a reason.
 *
 * <p>Without an {@code --include}, the weights of linear layers are quantized: what the file says is one, or, where the
 * file holds weights only, every matrix that is not an embedding by its name. An {@code --include} names all of them.
 * Vectors (biases, norms), scalars and what is no float of 16 bits or more are always kept.
 */
record TensorPlan(List<Entry> entries) {
    private static final Set<ElementType> WEIGHTS =
            Set.of(ElementType.F64, ElementType.F32, ElementType.F16, ElementType.BF16);
    private static final Set<String> EMBEDDINGS = Set.of("wte", "wpe", "lm_head");

    /**
     * One tensor.
     *
     * @param kept why it is not quantized; empty if it is
     */
    record Entry(TensorInfo info, Optional<String> kept) {
        boolean quantized() {
            return kept.isEmpty();
        }
    }

    TensorPlan {
        entries = List.copyOf(entries);
    }

    static TensorPlan of(TensorFile file, TensorSelection selection, Format format) {
        List<Entry> entries = new ArrayList<>();
        for (String name : file.names()) {
            TensorInfo info = file.info(name);
            entries.add(new Entry(info, reasonToKeep(file, info, selection, format)));
        }
        return new TensorPlan(entries);
    }

    List<Entry> toQuantize() {
        return entries.stream().filter(Entry::quantized).toList();
    }

    private static Optional<String> reasonToKeep(TensorFile file, TensorInfo info, TensorSelection selection, Format format) {
        String skip = selection.skippedBy(info.name());
        if (skip != null) {
            return Optional.of("--skip '" + skip + "'");
        }
        if (!WEIGHTS.contains(info.type())) {
            return Optional.of(info.type() + " is not a float type of 16 bits or more");
        }
        if (info.shape().rank() < 2) {
            return Optional.of(info.shape().rank() == 0 ? "a scalar" : "a vector (biases and norms are kept)");
        }
        if (info.shape().elements() == 0) {
            return Optional.of("has no elements");
        }
        Optional<String> unchosen = selection.hasIncludes()
                ? Optional.of("no --include names it").filter(_ -> !selection.includes(info.name()))
                : reasonByUse(file, info);
        Support support = format.supports(info.shape());
        return unchosen.or(() -> support.supported()
                ? Optional.empty()
                : Optional.of("the format cannot hold shape " + info.shape() + ": " + support));
    }

    private static Optional<String> reasonByUse(TensorFile file, TensorInfo info) {
        return switch (file.use(info.name())) {
            case LINEAR -> Optional.empty();
            case LOOKUP -> Optional.of("a lookup table (--include quantizes it)");
            case OTHER -> Optional.of("not only the weight of a linear layer (--include quantizes it)");
            case UNKNOWN -> {
                if (info.shape().rank() > 2) {
                    yield Optional.of(info.shape().rank() + " dimensions, as of a convolution (--include quantizes it)");
                }
                yield isEmbedding(info.name())
                        ? Optional.of("an embedding or output table by its name (--include quantizes it)")
                        : Optional.empty();
            }
        };
    }

    private static boolean isEmbedding(String name) {
        for (String part : name.toLowerCase(Locale.ROOT).split("[./]")) {
            if (part.contains("embed") || EMBEDDINGS.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
