package dev.nibble.harness.command;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Activation;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Progress;
import dev.nibble.models.file.SafetensorsWriter;
import dev.nibble.models.quantized.ModelEntry;
import dev.nibble.models.quantized.QuantizedModelFile;
import dev.nibble.models.quantized.QuantizedWeight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nibble decode}: float weights back from a quantized model. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Write the weights of a quantized model back as float32.",
            "", "They have their own names. Tensors that were not quantized are copied as they are. With --components "
                + "the parts of each quantized tensor are there too, one value each: NAME.codes (U8, the logical shape), "
                + "NAME.scale, NAME.zero and whatever else its format has, and NAME.input_scale where the layer's input must be "
                + "multiplied by it. The weights themselves are those for inputs as they are, with the scale put back in. Layers that "
                + "quantize their inputs are counted: weights cannot say so.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble decode minilm-hqq4.safetensors -o float.safetensors",
            "  nibble decode minilm-hqq4.safetensors -o parts.safetensors --components --force"})
public final class DecodeCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "IN", description = "A file that 'nibble quantize' wrote.")
    private Path input;

    @Option(names = {"-o", "--output"}, paramLabel = "OUT", required = true, description = "The file to write.")
    private Path target;

    @Option(names = "--components", description = "Add the codes and parameters of each quantized tensor.")
    private boolean components;

    @Option(names = "--force", description = "Replace OUT if it exists.")
    private boolean force;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    /** A tensor that was written. */
    record Written(String name, String type, String shape, String from) {}

    /**
     * The JSON document.
     *
     * @param quantizedInputs layers that quantize their inputs, by kind of activation: no part of what was written
     */
    record Document(String input, String output, int decoded, int copied, Map<String, Long> quantizedInputs,
            List<Written> tensors) {}

    @Override
    public Integer call() throws IOException {
        Registry registry = plugins.snapshot().registry();
        OutputFile.requireFree(target, force);
        List<Written> written = new ArrayList<>();
        int decoded = 0;
        try (QuantizedModelFile model = QuantizedModelFile.open(input, registry::format)) {
            OutputFile.requireOther(target, input);
            try (SafetensorsWriter writer = SafetensorsWriter.create(target); Progress progress = output.progress()) {
                progress.total(model.entries().size());
                for (ModelEntry entry : model.entries()) {
                    decoded += entry instanceof ModelEntry.Quantized ? 1 : 0;
                    write(model, entry, writer, written);
                    progress.step(entry.name());
                }
                model.metadata().forEach(writer::putMetadata);
                writer.finish();
            }
            Map<String, Long> quantizedInputs = quantizedInputs(model);
            int copied = model.entries().size() - decoded;
            if (output.json()) {
                output.json(new Document(input.toString(), target.toString(), decoded, copied, quantizedInputs,
                        written));
            } else {
                output.line(Amounts.count(decoded, "tensor") + " decoded to float32, " + copied + " copied; wrote " + target);
                quantizedInputs.forEach((kind, count) -> output.line(Amounts.count(count, "layer") + " of " + input + " with " + kind
                        + " inputs, which are no part of weights: with the decoded ones inputs stay as they are"));
            }
        }
        return ExitCode.OK;
    }

    private static Map<String, Long> quantizedInputs(QuantizedModelFile model) {
        return model.entries().stream()
                .flatMap(entry -> entry instanceof ModelEntry.Quantized it ? Stream.of(it.activation()) : Stream.empty())
                .filter(activation -> activation != Activation.F32)
                .collect(Collectors.groupingBy(Activation::kind, TreeMap::new, Collectors.counting()));
    }

    private void write(QuantizedModelFile model, ModelEntry entry, SafetensorsWriter writer, List<Written> written) {
        switch (entry) {
            case ModelEntry.Plain plain -> {
                writer.add(plain.name(), model.tensor(plain.name()));
                written.add(new Written(plain.name(), plain.type().toString(), plain.shape().toString(), "copied"));
            }
            case ModelEntry.Quantized quantized -> {
                writer.add(quantized.name(), model.tensor(quantized.name()));
                written.add(new Written(quantized.name(), "F32", quantized.shape().toString(), quantized.format()));
                if (components) {
                    writeComponents(quantized.name(), model.quantized(quantized.name()).orElseThrow(), writer, written);
                }
            }
        }
    }

    private static void writeComponents(
            String name, QuantizedWeight weight, SafetensorsWriter writer, List<Written> written) {
        QuantizedTensor tensor = weight.tensor();
        weight.transform().ifPresent(transform -> {
            switch (transform) {
                case Transform.InputScale scale -> {
                    writer.add(name + ".input_scale", scale.factors());
                    written.add(new Written(name + ".input_scale", "F32", scale.factors().shape().toString(), "transform"));
                }
            }
        });
        tensor.components().forEach((component, values) -> {
            var unpacked = Unpacked.of(values, tensor.shape());
            writer.add(name + "." + component, unpacked);
            written.add(new Written(name + "." + component, unpacked.type().toString(), unpacked.shape().toString(),
                    "component"));
        });
    }
}
