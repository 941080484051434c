package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.TensorFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a whole meets the outputs of the original HQQ. */
class HqqGoldenTest {
    private static final Path GOLDENS = Path.of("../../shared/goldens");
    private static final String CONFIG = "b4_g64_ax1/";

    @TempDir
    Path folder;

    @Test
    void quantizedAndDecodedComponentsMeetTheReference() {
        assumeTrue(Files.isDirectory(GOLDENS), "needs the goldens in ../shared beside the project");
        Path quantized = folder.resolve("q.safetensors");
        Path decoded = folder.resolve("d.safetensors");

        CommandRun run = CommandRun.of("quantize", GOLDENS.resolve("inputs.safetensors"), "-o", quantized,
                "--quantizer", "hqq", "--set", "compat=reference", "--format", "affine:bits=4,group=64,axis=1",
                "--include", "w_normal");
        assertThat(run.exitCode()).as(run.err()).isZero();
        run = CommandRun.of("decode", quantized, "-o", decoded, "--components");
        assertThat(run.exitCode()).as(run.err()).isZero();

        try (TensorFile ours = TensorFile.of(decoded);
                TensorFile golden = TensorFile.of(GOLDENS.resolve("hqq.w_normal.safetensors"))) {
            Tensor codes = ours.tensor("w_normal.codes");
            assertThat(codes.shape().toString()).isEqualTo("256x512");
            long different = differences(codes, golden.tensor(CONFIG + "W_q"), 0);
            assertThat(different).isLessThanOrEqualTo(codes.shape().elements() / 10_000);
            assertThat(differences(ours.tensor("w_normal.zero"), golden.tensor(CONFIG + "zero"), 1e-4)).isZero();
            assertThat(differences(ours.tensor("w_normal.scale"), golden.tensor(CONFIG + "scale"), 1e-6)).isZero();
        }
    }

    /** Both have the same values in the same flat order, in rows of different length. */
    private static long differences(Tensor ours, Tensor golden, double tolerance) {
        assertThat(ours.shape().elements()).isEqualTo(golden.shape().elements());
        long different = 0;
        for (long i = 0; i < ours.shape().elements(); i++) {
            float a = ours.getFloat(i / ours.shape().cols(), i % ours.shape().cols());
            float b = golden.getFloat(i / golden.shape().cols(), i % golden.shape().cols());
            different += Math.abs(a - b) > tolerance ? 1 : 0;
        }
        return different;
    }
}
