package dev.nibble.harness.command;

import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Table;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.QuantizedModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nibble inspect}: what is in a model file, and who made it. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {"List every tensor of a quantized model, a safetensors or an ONNX file.",
            "", "Shape, type or format, bits per weight, bytes; and for quantized tensors how their layers' inputs are quantized, who made them, with which settings, "
                + "and whether that plugin is here.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble inspect minilm", "  nibble inspect minilm-hqq4.safetensors",
            "  nibble inspect model.safetensors --json | jq '.tensors[].name'"})
public final class InspectCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "A model file, or minilm (built in).")
    private String input;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        Registry registry = plugins.snapshot().registry();
        Inspection inspection = inspect(registry);
        if (output.json()) {
            output.json(inspection);
        } else {
            print(inspection);
        }
        return ExitCode.OK;
    }

    private Inspection inspect(Registry registry) {
        Path path = ModelSource.locate(input);
        try (TensorFile file = ModelSource.open(input)) {
            if (!QuantizedModelFile.isQuantized(file)) {
                return Inspection.of(file);
            }
        }
        try (QuantizedModelFile model = QuantizedModelFile.open(path, registry::format)) {
            return Inspection.of(model, registry);
        }
    }

    private void print(Inspection inspection) {
        List<Inspection.Maker> makers = new ArrayList<>(inspection.makers());
        boolean several = makers.size() > 1;
        Table table = new Table("TENSOR", ">SHAPE", ">BITS/W", ">BYTES", "TYPE OR FORMAT");
        for (Inspection.Line line : inspection.tensors()) {
            String by = several && line.maker() != null ? " [" + (makers.indexOf(line.maker()) + 1) + "]" : "";
            String note = line.note().isEmpty() ? "" : " (" + line.note() + ")";
            table.row(line.name(), line.shape(), Amounts.format("%.3f", line.bitsPerWeight()), line.bytes(),
                    line.type() + by + note);
        }
        table.print(output.out());
        for (int i = 0; i < makers.size(); i++) {
            output.line("");
            output.line((several ? "[" + (i + 1) + "] " : "") + "quantized by");
            makers.get(i).table().print(output.out());
        }
        if (!inspection.aliases().isEmpty()) {
            output.line("");
            inspection.aliases().forEach((alias, tensor) -> output.line("alias " + alias + " of " + tensor));
        }
        output.line("");
        output.line(inspection.total());
    }
}
