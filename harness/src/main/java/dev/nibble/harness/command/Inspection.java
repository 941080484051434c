package dev.nibble.harness.command;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.op.Activation;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.terminal.Table;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.file.TensorInfo;
import dev.nibble.models.file.Use;
import dev.nibble.models.quantized.ModelEntry;
import dev.nibble.models.quantized.QuantizedModelFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is in a model file: the JSON document of {@code inspect}.
 *
 * @param kind {@code quantized model} or {@code tensor file}
 * @param aliases further names of tensors, where the file has some
 * @param metadata text that the file carries, Nibble's own aside
 */
record Inspection(
        String file,
        String kind,
        int tensorsQuantized,
        int tensorsTotal,
        long elements,
        long bytes,
        double bitsPerWeight,
        double bitsPerQuantizedWeight,
        List<Line> tensors,
        Map<String, String> aliases,
        Map<String, String> metadata) {
    /**
     * One tensor.
     *
     * @param type element type, or the format of a quantized tensor
     * @param note why it was kept, what it is used for, or what is missing to read it; may be empty
     * @param activation how the layer's input is quantized; {@code f32} if it stays as it is
     * @param maker null if it is not quantized
     */
    record Line(
            String name, String shape, String type, boolean quantized, long elements, long bytes, double bitsPerWeight,
            String note, String activation, Maker maker) {}

    /**
     * Who made a quantized tensor.
     *
     * @param here whether that plugin is on the class path: {@code yes}, {@code another build} or {@code no}
     */
    record Maker(String quantizer, String version, Map<String, String> settings, String pluginDigest, String here) {
        static Maker of(Provenance by, Registry registry) {
            if (by.quantizer().isEmpty()) {
                return new Maker("", "", by.settings(), "", "no quantizer: the format's own encode");
            }
            String here = digest(by, registry)
                    .map(digest -> digest.equals(by.pluginDigest()) ? "yes" : "another build")
                    .orElse("no");
            return new Maker(by.quantizer(), by.version(), by.settings(), by.pluginDigest(), here);
        }

        /** Of the quantizer or pipeline of that name here; empty if it is not here, or means nothing here. */
        private static Optional<String> digest(Provenance by, Registry registry) {
            try {
                return Optional.of(registry.info(registry.quantizer(by.quantizer())).sha256());
            } catch (NoSuchPluginException | IllegalArgumentException _) {
                return Optional.empty();
            }
        }

        /** For people. */
        Table table() {
            String digest = pluginDigest.isEmpty() ? "unknown" : pluginDigest;
            return Table.plain("  ", 2)
                    .row("quantizer", quantizer.isEmpty() ? here : quantizer + ", version " + version)
                    .row("settings", settings.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .collect(Collectors.joining(", ")))
                    .row("plugin", "SHA-256 " + digest)
                    .row("is it here", switch (here) {
                        case "yes" -> "yes, the same build";
                        case "another build" -> "another build of it is; what it makes may differ";
                        default -> "no; decoding needs the format only";
                    });
        }
    }

    /** A file of plain tensors. */
    static Inspection of(TensorFile file) {
        List<Line> lines = new ArrayList<>();
        for (String name : file.names()) {
            TensorInfo info = file.info(name);
            Use use = file.use(name);
            lines.add(line(name, info.shape().toString(), info.type().toString(), info.shape().elements(), info.bytes(),
                    use == Use.UNKNOWN ? "" : use.name().toLowerCase(Locale.ROOT), Activation.F32, null));
        }
        return of(file.path().toString(), "tensor file", lines, file.aliases(), file.metadata());
    }

    /** A quantized model. */
    static Inspection of(QuantizedModelFile model, Registry registry) {
        List<Line> lines = new ArrayList<>();
        for (ModelEntry entry : model.entries()) {
            String shape = entry.shape().toString();
            long elements = entry.shape().elements();
            lines.add(switch (entry) {
                case ModelEntry.Plain plain ->
                    line(plain.name(), shape, plain.type().toString(), elements, plain.bytes(), note(plain, model),
                            Activation.F32, null);
                case ModelEntry.Quantized it ->
                    line(it.name(), shape, it.format(), elements, it.bytes(), note(it, model), it.activation(),
                            Maker.of(it.provenance(), registry));
            });
        }
        return of(model.path().toString(), "quantized model", lines, Map.of(), model.metadata());
    }

    private static String note(ModelEntry.Plain it, QuantizedModelFile model) {
        List<String> notes = new ArrayList<>(it.reason().isEmpty() ? List.of() : List.of(it.reason()));
        model.folded(it.name()).ifPresent(notes::add);
        return String.join("; ", notes);
    }

    private static String note(ModelEntry.Quantized it, QuantizedModelFile model) {
        List<String> notes = new ArrayList<>();
        if (!it.readable()) {
            notes.add("no plugin here knows this format");
        }
        if (it.transformed()) {
            notes.add("with an input scale");
        }
        if (it.activation() != Activation.F32) {
            notes.add("inputs as " + it.activation());
        }
        model.folded(it.name()).ifPresent(notes::add);
        return String.join("; ", notes);
    }

    private static Line line(String name, String shape, String type, long elements, long bytes, String note,
            Activation activation, Maker maker) {
        return new Line(name, shape, type, maker != null, elements, bytes, bits(bytes, elements), note, activation.toString(),
                maker);
    }

    private static Inspection of(
            String path, String kind, List<Line> lines, Map<String, String> aliases, Map<String, String> metadata) {
        List<Line> quantized = lines.stream().filter(Line::quantized).toList();
        long elements = lines.stream().mapToLong(Line::elements).sum();
        long bytes = lines.stream().mapToLong(Line::bytes).sum();
        return new Inspection(path, kind, quantized.size(), lines.size(), elements, bytes, bits(bytes, elements),
                bits(quantized.stream().mapToLong(Line::bytes).sum(), quantized.stream().mapToLong(Line::elements).sum()),
                lines, aliases, metadata);
    }

    private static double bits(long bytes, long elements) {
        return elements == 0 ? 0 : 8.0 * bytes / elements;
    }

    /** Each maker once, in the order of tensors. */
    @JsonIgnore
    List<Maker> makers() {
        return tensors.stream().map(Line::maker).filter(Objects::nonNull).distinct().toList();
    }

    /** The last line for people. */
    @JsonIgnore
    String total() {
        String made = tensorsQuantized == 0 ? "" : ", " + tensorsQuantized + " of them quantized to "
                + Amounts.format("%.3f bits per weight", bitsPerQuantizedWeight);
        return kind + " of " + Amounts.count(tensorsTotal, "tensor") + made + "; " + elements + " elements, "
                + Amounts.bytes(bytes) + Amounts.format(", %.3f bits each", bitsPerWeight);
    }
}
