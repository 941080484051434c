package dev.nibble.models.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.SafetensorsFile;
import dev.nibble.models.file.SafetensorsWriter;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.file.TensorFileException;
import dev.nibble.runtime.registry.PluginRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizedModelFileTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(QuantizedModelFileTest.class.getClassLoader());
    private static final Provenance MAKER =
            new Provenance("hqq", "1.2", Map.of("beta", "10", "seed", "7"), "ab".repeat(32));
    private static final String AFFINE = "affine:bits=3,group=4,axis=1,zero=float";

    @TempDir
    Path folder;

    private static Tensor weights(long... dims) {
        Tensor tensor = Tensor.allocate(ElementType.F32, Shape.of(dims));
        SplittableRandom random = new SplittableRandom(5);
        for (long r = 0; r < tensor.shape().rows(); r++) {
            for (long c = 0; c < tensor.shape().cols(); c++) {
                tensor.setFloat(r, c, (float) random.nextGaussian());
            }
        }
        return tensor;
    }

    private static QuantizedTensor quantized(String format, long... dims) {
        return REGISTRY.format(format).encode(weights(dims)).withProvenance(MAKER);
    }

    private Path save(QuantizedWeight weight) {
        Path file = folder.resolve("model.safetensors");
        try (QuantizedModelWriter writer = QuantizedModelWriter.create(file)) {
            writer.putMetadata("source", "test");
            writer.keep("norm.weight", Tensor.of(Shape.of(2), 1, 2), "1-D");
            writer.add("layer.weight", weight);
            writer.finish();
        }
        return file;
    }

    private static QuantizedModelFile open(Path file) {
        return QuantizedModelFile.open(file, REGISTRY::format);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "affine:bits=1,group=8,axis=1,zero=none",
        "affine:bits=2,group=8,axis=0,zero=float",
        "affine:bits=3,group=16,axis=1,zero=int",
        "affine:bits=4,group=16,axis=1,zero=float,params=f16",
        "affine:bits=5,per=row,zero=int",
        "affine:bits=6,per=tensor,zero=float",
        "affine:bits=7,group=5,axis=1,zero=none",
        "affine:bits=8,per=row,zero=none",
        "affine-min:bits=4,group=8,axis=1,params=f16",
        "nf4:block=32",
        "nf4:block=32,double=16",
        "fp4:block=32,params=f16",
        "dynamic8:block=32,double=16,map=linear",
        "codebook:values=-1;0;1,block=32",
        "fp8:e4m3fn,per=row",
        "fp8:e5m2,per=tensor",
        "mxfp4",
        "nvfp4",
        "dense:f32",
        "dense:f16",
        "dense:bf16",
    })
    void savesAndLoadsEveryFormatBitByBit(String format) {
        QuantizedTensor before = quantized(format, 16, 33);
        try (QuantizedModelFile file = open(save(QuantizedWeight.of(before)))) {
            QuantizedTensor after = file.quantized("layer.weight").orElseThrow().tensor();
            assertThat(after.format().text()).isEqualTo(before.format().text());
            assertThat(after.shape()).isEqualTo(before.shape());
            assertThat(after.provenance()).isEqualTo(MAKER);
            assertThat(after.components().keySet()).isEqualTo(before.components().keySet());
            before.components().forEach((name, component) ->
                    assertThat(after.component(name).sameBytes(component)).as(name).isTrue());
            assertThat(file.tensor("layer.weight").sameBytes(before.decode())).isTrue();
            assertThat(file.entry("layer.weight").bytes()).isEqualTo(before.byteSize());
        }
    }

    @Test
    void coversEveryBuiltInFamily() {
        assertThat(REGISTRY.formatProviders()).extracting(provider -> provider.name())
                .containsExactlyInAnyOrder("affine", "affine-min", "nf4", "fp4", "dynamic8", "codebook", "fp8", "mxfp4", "nvfp4",
                        "dense");
    }

    @Test
    void keepsConvolutionsInTheirShape() {
        QuantizedTensor before = quantized(AFFINE, 4, 3, 3, 3);
        try (QuantizedModelFile file = open(save(QuantizedWeight.of(before)))) {
            assertThat(file.tensor("layer.weight").sameBytes(before.decode())).isTrue();
        }
    }

    @Test
    void listsEveryTensorWithItsState() {
        try (QuantizedModelFile file = open(save(QuantizedWeight.of(quantized(AFFINE, 2, 9))))) {
            assertThat(file.entries()).containsExactly(
                    new ModelEntry.Plain("norm.weight", Shape.of(2), 8, ElementType.F32, "1-D"),
                    new ModelEntry.Quantized("layer.weight", Shape.of(2, 9), 8 + 24 + 24, AFFINE, true, MAKER, false));
            assertThat(file.metadata()).containsExactly(Map.entry("source", "test"));
            assertThat(file.tensor("norm.weight").getFloat(0, 1)).isEqualTo(2f);
            assertThat(file.quantized("norm.weight")).isEmpty();
            assertThatThrownBy(() -> file.tensor("other")).hasMessageContaining("no tensor 'other'");
        }
    }

    @Test
    void keepsInputScalesAndUndoesThemWhenDecoding() {
        Tensor factors = Tensor.of(Shape.of(4), 1, 2, 0.5f, 4);
        QuantizedTensor tensor = quantized("dense:f32", 2, 4);
        QuantizedWeight weight = new QuantizedWeight(tensor, Optional.of(new Transform.InputScale(factors)));
        try (QuantizedModelFile file = open(save(weight))) {
            assertThat(file.entry("layer.weight")).isInstanceOfSatisfying(
                    ModelEntry.Quantized.class, entry -> assertThat(entry.transformed()).isTrue());
            assertThat(file.quantized("layer.weight").orElseThrow().transform())
                    .hasValueSatisfying(transform -> assertThat(((Transform.InputScale) transform).factors().sameBytes(factors)).isTrue());
            assertThat(file.tensor("layer.weight").getFloat(1, 3)).isEqualTo(4 * tensor.decode().getFloat(1, 3));
        }
    }

    @Test
    void namesFormatMakerAndRemedyWhereAFormatIsUnknown() {
        Path file = save(QuantizedWeight.of(quantized(AFFINE, 2, 9)));
        Function<String, Format> knowsNothing = text -> {
            throw new NoSuchPluginException("none");
        };
        try (QuantizedModelFile opened = QuantizedModelFile.open(file, knowsNothing)) {
            assertThat(opened.tensor("norm.weight").getFloat(0, 0)).isEqualTo(1f);
            assertThat(opened.entry("layer.weight")).isInstanceOfSatisfying(
                    ModelEntry.Quantized.class, entry -> assertThat(entry.readable()).isFalse());
            assertThatThrownBy(() -> opened.tensor("layer.weight"))
                    .isInstanceOf(TensorFileException.class)
                    .hasMessageContainingAll(file.toString(), "'layer.weight'", AFFINE, "family 'affine'", "put the jar",
                            "hqq version 1.2", "abab");
        }
    }

    /** Copies a file with other metadata. */
    private Path tampered(Path file, String key, UnaryOperator<String> change) {
        Path copy = folder.resolve("tampered.safetensors");
        try (SafetensorsFile from = SafetensorsFile.open(file); SafetensorsWriter to = SafetensorsWriter.create(copy)) {
            from.metadata().forEach((k, value) -> to.putMetadata(k, k.equals(key) ? change.apply(value) : value));
            from.names().forEach(name -> to.add(name, from.tensor(name)));
            to.finish();
        }
        return copy;
    }

    @Test
    void refusesMetadataThatDoesNotFitTheTensors() {
        Path file = save(QuantizedWeight.of(quantized(AFFINE, 2, 9)));
        Map<String, List<String>> changes = Map.of(
                "affine:bits=3", List.of("affine:bits=4", "codes"),
                "\"shape\":[2,9]", List.of("\"shape\":[2,13]", "codes"),
                "\"U3\"", List.of("\"U9\"", "U9"),
                "{\"type\":\"F32\",\"shape\":[2,3]}", List.of("{\"type\":\"F32\",\"shape\":[3,2]}", "'scale'"),
                "\"scale\":", List.of("\"scales\":", "layer.weight.scales"),
                "\"transform\":\"none\"", List.of("\"transform\":\"input-scale\"", "layer.weight.input_scale"),
                "\"shape\":[2,3]", List.of("\"shape\":[2,null]", "null"),
                "\"format\":", List.of("\"x\":", "\"x\""),
                "affine:bits=3,", List.of("affine:bits=99,", "bits"),
                "\"beta\":\"10\"", List.of("\"beta\":null", "lacks one of"));
        changes.forEach((from, to) -> {
            Path copy = tampered(file, "nibble.tensor.layer.weight", json -> {
                assertThat(json).contains(from);
                return json.replace(from, to.getFirst());
            });
            assertThatThrownBy(() -> open(copy).close())
                    .as(from)
                    .isInstanceOf(TensorFileException.class)
                    .hasMessageContainingAll(copy.toString(), to.getLast());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"format\":{}}", "{\"components\":{\"codes\":null}}"})
    void refusesMetadataThatIsNoRecord(String json) {
        Path file = save(QuantizedWeight.of(quantized(AFFINE, 2, 9)));
        Path copy = tampered(file, "nibble.tensor.layer.weight", old -> json);
        assertThatThrownBy(() -> open(copy).close())
                .isInstanceOf(TensorFileException.class)
                .hasMessageContaining("'layer.weight' does not hold");
    }

    @Test
    void refusesWeightsWhoseBytesWereChanged() throws java.io.IOException {
        Path file = save(QuantizedWeight.of(quantized(AFFINE, 3, 8)));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 0x40; // in the zeros, the last component
        Files.write(file, bytes);
        try (QuantizedModelFile model = open(file)) {
            assertThatThrownBy(() -> model.quantized("layer.weight")).isInstanceOf(TensorFileException.class)
                    .hasMessageContaining("layer.weight").hasMessageContaining("decodes to other values");
        }
    }

    @Test
    void refusesAFormatThatHasComeToMeanSomethingElse() {
        Path file = save(QuantizedWeight.of(quantized(AFFINE, 3, 8)));
        try (QuantizedModelFile model = QuantizedModelFile.open(file, text -> new Doubled(REGISTRY.format(text)))) {
            assertThatThrownBy(() -> model.tensor("layer.weight")).isInstanceOf(TensorFileException.class)
                    .hasMessageContaining("plugin here that provides 'affine'");
        }
    }

    /** Another version of a format: the same text, twice the values. */
    private record Doubled(Format format) implements Format {
        @Override
        public String text() {
            return format.text();
        }

        @Override
        public List<dev.nibble.api.format.Component> components() {
            return format.components();
        }

        @Override
        public dev.nibble.api.plugin.Support supports(Shape logical) {
            return format.supports(logical);
        }

        @Override
        public void decodeRow(QuantizedTensor tensor, long row, float[] into) {
            format.decodeRow(tensor, row, into);
            for (int i = 0; i < into.length; i++) {
                into[i] *= 2;
            }
        }

        @Override
        public QuantizedTensor encode(Tensor weights) {
            return format.encode(weights);
        }
    }

    @Test
    void refusesOtherVersionsAndOtherFiles() {
        Path file = save(QuantizedWeight.of(quantized(AFFINE, 2, 9)));
        Path newer = tampered(file, "nibble.version", version -> "2");
        assertThatThrownBy(() -> open(newer)).hasMessageContainingAll(newer.toString(), "version 2");
        Path plain = folder.resolve("plain.safetensors");
        try (SafetensorsWriter writer = SafetensorsWriter.create(plain)) {
            writer.add("w", Tensor.of(Shape.of(1), 1));
            writer.finish();
        }
        assertThatThrownBy(() -> open(plain)).hasMessageContainingAll(plain.toString(), "no quantized model");
        try (TensorFile one = TensorFile.of(plain); TensorFile other = TensorFile.of(file)) {
            assertThat(QuantizedModelFile.isQuantized(one)).isFalse();
            assertThat(QuantizedModelFile.isQuantized(other)).isTrue();
        }
    }

    @Test
    void writerRefusesNamesThatAreTakenAndItsOwnKeys() {
        try (QuantizedModelWriter writer = QuantizedModelWriter.create(folder.resolve("m"))) {
            writer.add("w", QuantizedWeight.of(quantized(AFFINE, 2, 9)));
            assertThatThrownBy(() -> writer.keep("w", Tensor.of(Shape.of(1), 1), "")).hasMessageContaining("'w'");
            assertThatThrownBy(() -> writer.keep("w.codes", Tensor.of(Shape.of(1), 1), "")).hasMessageContaining("'w.codes'");
            assertThatThrownBy(() -> writer.putMetadata("nibble.version", "9")).hasMessageContaining("Nibble's own");
        }
        assertThat(Files.exists(folder.resolve("m"))).isFalse();
    }

    @Test
    void writesTheSameBytesForTheSameModel() throws java.io.IOException {
        Path one = Files.move(save(QuantizedWeight.of(quantized(AFFINE, 2, 9))), folder.resolve("one"));
        Path two = save(QuantizedWeight.of(quantized(AFFINE, 2, 9)));
        assertThat(Files.mismatch(one, two)).isEqualTo(-1);
    }
}
