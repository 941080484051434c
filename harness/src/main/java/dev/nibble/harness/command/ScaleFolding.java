package dev.nibble.harness.command;

import dev.nibble.harness.UsageException;
import dev.nibble.harness.cell.ModelQuantization;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.eval.EvalTexts;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.fold.FoldedModel;
import dev.nibble.models.fold.MiniLmRun;
import dev.nibble.models.quantized.QuantizedModelWriter;
import dev.nibble.models.quantized.QuantizedWeight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code --fold} does: keeps quantized tensors until all are there, folds their input scales, and writes them. */
final class ScaleFolding {
    /** Sentences that the float model is run on, once for each tensor that might take a scale: short ones. */
    private static final int TEXTS = 2;
    private static final int SHORTEST = 40;

    private final TensorFile file;
    private final List<ModelQuantization.Done> waiting = new ArrayList<>();

    private ScaleFolding(TensorFile file) {
        this.file = file;
    }

    /**
     * @param model as the user named it, for messages
     * @throws UsageException if Nibble cannot run the model
     */
    static ScaleFolding of(TensorFile file, String model) {
        if (!MiniLmEncoder.runs(file)) {
            throw new UsageException("--fold runs the model in float to see where an input scale can be folded, and the only model"
                    + " that Nibble can run is all-MiniLM-L6-v2, which " + model + " is not; without --fold its input scales are"
                    + " stored beside the weights and applied when they run");
        }
        return new ScaleFolding(file);
    }

    void add(ModelQuantization.Done done) {
        waiting.add(done);
    }

    private static List<String> texts() {
        return EvalTexts.earlierAddresses().stream().filter(text -> text.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length)).limit(TEXTS).toList();
    }

    /** Folds, and writes all that was waiting. */
    FoldedModel write(PlanWriter inOrder, QuantizedModelWriter writer) {
        Map<String, QuantizedWeight> quantized = new LinkedHashMap<>();
        waiting.forEach(done -> quantized.put(done.info().name(), done.weight()));
        FoldedModel folded;
        try (Tokenizer tokenizer = Tokenizer.minilm()) {
            folded = FoldedModel.of(file, quantized, new MiniLmRun(tokenizer, texts()));
        }
        inOrder.replace(folded.plain());
        folded.quantized().forEach(inOrder::write);
        folded.changes().forEach(writer::folded);
        return folded;
    }
}
