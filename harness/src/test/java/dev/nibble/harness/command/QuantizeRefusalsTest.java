package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bad input ends in one clear line, the right exit code, and nothing half-written. */
class QuantizeRefusalsTest {
    @TempDir
    Path folder;

    private Path model;
    private Path target;

    @BeforeEach
    void write() {
        model = ModelFiles.small(folder);
        target = folder.resolve("out.safetensors");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(List.of("--quantizer", "hqqq"), List.of("no quantizer 'hqqq'", "hqq", "rtn")),
                Arguments.of(List.of("--format", "affine:bits=4,grop=64"), List.of("no key 'grop'", "group")),
                Arguments.of(List.of("--format", "affine:bits=9,group=64"), List.of("bits", "1 to 8", "'9'")),
                Arguments.of(List.of("--format", "affin:bits=4"), List.of("no format family 'affin'", "affine")),
                Arguments.of(List.of("--set", "norm=0.7"), List.of("no option 'norm'", "known options", "lp")),
                Arguments.of(List.of("--set", "compat=maybe"), List.of("option compat", "reference", "'maybe'")),
                Arguments.of(List.of("--skip", "layers.7"), List.of("'layers.7'", "matches no tensor")),
                Arguments.of(List.of("--include", "layers.1.k"), List.of("'layers.1.k'", "matches no tensor")),
                Arguments.of(List.of("--format", "nf4:block=64"), List.of("'hqq' cannot make nf4", "required")),
                Arguments.of(List.of("--skip", "layers"), List.of("0 of 7 tensors quantized", "nothing is written")),
                Arguments.of(List.of("--threads", "0"), List.of("--threads")),
                Arguments.of(List.of("--seed", "x"), List.of("--seed")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void badRequestIsRefused(List<String> change, List<String> told) {
        List<Object> arguments = new ArrayList<>(List.of("quantize", model, "-o", target));
        arguments.addAll(change);
        if (!change.contains("--quantizer")) {
            arguments.addAll(List.of("--quantizer", "hqq"));
        }
        if (!change.contains("--format")) {
            arguments.addAll(List.of("--format", "affine:bits=4,group=64"));
        }
        assertRefused(CommandRun.of(arguments.toArray()), 2, told.toArray(String[]::new));
    }

    @Test
    void inputThatIsNotThere() {
        assertRefused(quantize(folder.resolve("none.safetensors"), target), 2, "none.safetensors");
    }

    @Test
    void inputThatIsCutOff() throws IOException {
        Path cut = folder.resolve("cut.safetensors");
        byte[] whole = Files.readAllBytes(model);
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 10));

        assertRefused(quantize(cut, target), 2, "cut.safetensors", "cut off");
    }

    @Test
    void inputThatIsNoModel() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no tensors in here");

        assertRefused(quantize(text, target), 2, "notes.txt", "safetensors and ONNX");
    }

    @Test
    void inputThatIsQuantizedAlready() {
        Path once = folder.resolve("once.safetensors");
        assertThat(quantize(model, once).exitCode()).isZero();

        assertRefused(quantize(once, target), 2, "is a quantized model already", "decode");
    }

    @Test
    void weightThatIsNotANumberIsNamedWithItsPlace() {
        Tensor weights = ModelFiles.normal(1, 8, 64);
        weights.setFloat(5, 17, Float.NaN);
        Path bad = ModelFiles.write(folder.resolve("nan.safetensors"),
                Map.of("good.weight", ModelFiles.normal(2, 64, 64), "w.weight", weights));

        assertRefused(quantize(bad, target), 2, "'w.weight'", "NaN", "row 5", "column 17");
    }

    @Test
    void outputThatExistsIsLeftAlone() throws IOException {
        Files.writeString(target, "mine");

        CommandRun run = quantize(model, target);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("out.safetensors exists", "--force").hasLineCount(1);
        assertThat(target).hasContent("mine");
    }

    @Test
    void outputThatIsTheInputIsRefusedEvenWithForce() throws IOException {
        byte[] before = Files.readAllBytes(model);
        Path link = Files.createSymbolicLink(folder.resolve("link.safetensors"), model);
        for (Path output : List.of(model, link)) {
            CommandRun run = CommandRun.of("quantize", model, "-o", output, "--quantizer", "rtn", "--format",
                    "affine:bits=4,group=64", "--force");
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("is the input itself").hasLineCount(1);
        }
        assertThat(Files.readAllBytes(model)).isEqualTo(before);
    }

    @Test
    void outputInAFolderThatIsNotThere() {
        assertRefused(quantize(model, folder.resolve("no/out.safetensors")), 2, "does not exist", "create it first");
    }

    @Test
    void outputThatIsAFolder() {
        assertRefused(quantize(model, folder), 2, "is a folder");
    }

    @Test
    void folderThatCannotBeWrittenTo() {
        Path sealed = Path.of("/sys");
        assumeTrue(Files.isDirectory(sealed), "needs /sys: a folder that not even root can write to");

        assertRefused(quantize(model, sealed.resolve("nibble-test.safetensors")), 3, "cannot be written");
    }

    @Test
    void damagedTensorWritesNothingEvenWithForce() throws IOException {
        Files.writeString(target, "mine");
        Tensor weights = ModelFiles.normal(1, 8, 64);
        weights.setFloat(0, 0, Float.POSITIVE_INFINITY);
        Path bad = ModelFiles.write(folder.resolve("inf.safetensors"), Map.of("w.weight", weights));

        CommandRun run = CommandRun.of("quantize", bad, "-o", target, "--quantizer", "rtn", "--format",
                "affine:bits=4,group=64", "--force");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Infinity");
        assertThat(target).hasContent("mine");
        assertNoTemporaryFiles();
    }

    @Test
    void quantizerThatNeedsActivationsIsRefusedClearly() throws IOException {
        Path services = Files.createDirectories(folder.resolve("plugin/META-INF/services"));
        Files.writeString(services.resolve(Quantizer.class.getName()), NeedsActivations.class.getName());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.resolve("plugin/").toUri().toURL()}, getClass().getClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            CommandRun run = CommandRun.of("quantize", model, "-o", target, "--quantizer", "needy", "--format",
                    "affine:bits=4,group=64");
            assertRefused(run, 2, "'needy' needs statistics", "MOMENTS", "nibble calibrate", "--calibration FILE", "hqq");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** A quantizer that wants calibration. */
    public static final class NeedsActivations implements Quantizer {
        @Override
        public String name() {
            return "needy";
        }

        @Override
        public String description() {
            return "wants to know mean |x|";
        }

        @Override
        public Set<Need> needs() {
            return Set.of(Need.MOMENTS);
        }

        @Override
        public Support supports(Format format) {
            return Support.yes();
        }

        @Override
        public QuantizeResult quantize(QuantizeRequest request) {
            return QuantizeResult.of(request.format().encode(request.weights()));
        }
    }

    private static CommandRun quantize(Path input, Path output) {
        return CommandRun.of("quantize", input, "-o", output, "--quantizer", "rtn", "--format", "affine:bits=4,group=64");
    }

    private void assertRefused(CommandRun run, int exitCode, String... told) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().filter(line -> line.startsWith("nibble: "))).singleElement().asString().contains(told);
        assertThat(run.err()).doesNotContain("\tat ");
        assertThat(target).doesNotExist();
        assertNoTemporaryFiles();
    }

    private void assertNoTemporaryFiles() {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
