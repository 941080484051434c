package dev.nibble.algorithms.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.conformance.Goldens;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgmlNearestTest {
    private static final Path SHARED = Path.of("..", "..", "shared", "goldens");
    private static final GgmlNearest GGML = new GgmlNearest();

    /** Bytes of ggml's blocks: half d, half m if there is one, 4 bytes of fifth bits if there are any, then the codes. */
    private record Blocks(float[] bytes, int bits, boolean hasMinimum) {
        private int size() {
            return bytes.length / count();
        }

        private int count() {
            int size = 2 + (hasMinimum ? 2 : 0) + (bits == 8 ? 32 : bits == 5 ? 20 : 16);
            return bytes.length / size;
        }

        private int at(int block, int offset) {
            return (int) bytes[block * size() + offset];
        }

        float half(int block, int index) {
            return Float.float16ToFloat((short) (at(block, 2 * index) | at(block, 2 * index + 1) << 8));
        }

        int code(int block, int i) {
            int from = hasMinimum ? 4 : 2;
            if (bits == 8) {
                return (byte) at(block, from + i) + 128;
            }
            int fifth = bits == 5 ? at(block, from + i / 8) >> i % 8 & 1 : 0;
            int low = at(block, from + (bits == 5 ? 4 : 0) + i % 16) >> (i < 16 ? 0 : 4) & 15;
            return low | fifth << 4;
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            w_normal, Q4_0, 4, 'affine:bits=4,group=32,zero=none,params=f16'
            w_normal, Q5_0, 5, 'affine:bits=5,group=32,zero=none,params=f16'
            w_normal, Q8_0, 8, 'affine:bits=8,group=32,zero=none,params=f16'
            w_normal, Q4_1, 4, 'affine-min:bits=4,group=32,params=f16'
            w_normal, Q5_1, 5, 'affine-min:bits=5,group=32,params=f16'
            w_edge,   Q4_0, 4, 'affine:bits=4,group=32,zero=none,params=f16'
            w_edge,   Q5_0, 5, 'affine:bits=5,group=32,zero=none,params=f16'
            w_edge,   Q8_0, 8, 'affine:bits=8,group=32,zero=none,params=f16'
            w_edge,   Q4_1, 4, 'affine-min:bits=4,group=32,params=f16'
            w_edge,   Q5_1, 5, 'affine-min:bits=5,group=32,params=f16'
            """)
    void storesWhatGgmlStores(String matrix, String config, int bits, String format) {
        float[] bytes = Matrices.values(shared("ggml." + matrix).tensor(config + "/bytes"));
        Blocks blocks = new Blocks(bytes, bits, config.endsWith("1"));
        Tensor weights = shared("inputs").tensor(matrix);
        QuantizedTensor quantized = Matrices.quantize(GGML, weights, Matrices.format(format)).tensor();
        float[] codes = Matrices.values(quantized.component("codes"));
        float[] scales = Matrices.values(quantized.component("scale"));
        float[] minima = blocks.hasMinimum() ? Matrices.values(quantized.component("min")) : scales;
        float[] decoded = Matrices.values(quantized.decode());
        assertThat(scales).hasSize(blocks.count());
        for (int b = 0; b < scales.length; b++) {
            float scale = blocks.half(b, 0);
            float minimum = blocks.hasMinimum() ? blocks.half(b, 1) : 0;
            assertThat(scales[b]).as("scale of block %d", b).isEqualTo(scale);
            assertThat(!blocks.hasMinimum() || minima[b] == minimum).as("minimum of block %d", b).isTrue();
            for (int i = 0; i < 32; i++) {
                int code = blocks.code(b, i);
                assertThat((int) codes[32 * b + i]).as("code %d of block %d", i, b).isEqualTo(code);
                float value = blocks.hasMinimum() ? code * scale + minimum : (code - (1 << bits - 1)) * scale;
                // A minimum is decoded as a zero in units of the scale, within rounding.
                float rounding = blocks.hasMinimum() ? 4 * Math.ulp(Math.max(Math.abs(minimum), Math.abs(value))) : 0;
                assertThat(decoded[32 * b + i]).as("weight %d of block %d", i, b).isCloseTo(value, within(rounding));
            }
        }
    }

    private static Goldens shared(String file) {
        Optional<Goldens> goldens = Goldens.file(SHARED.resolve(file + ".safetensors"));
        assumeTrue(goldens.isPresent(), "shared/goldens/" + file + ".safetensors is not there");
        return goldens.get();
    }

    @Test
    void givesTheFirstOfTheLargestWeightsTheLowestCode() {
        for (float first : new float[] {1, -1}) {
            Tensor weights = Matrices.fill(1, 32, i -> i == 3 ? 2 * first : i == 9 ? -2 * first : 0.25 * i / 32);
            QuantizedTensor quantized = symmetric(4, weights);
            assertThat(quantized.component("codes").getCode(0, 3)).isZero();
            assertThat(quantized.component("codes").getCode(0, 9)).isEqualTo(15);
            assertThat(quantized.component("scale").getFloat(0, 0)).isEqualTo(first / -4);
        }
    }

    @Test
    void roundsHalvesUpAndInEightBitsAwayFromZero() {
        Tensor four = Matrices.fill(1, 32, i -> i == 0 ? -8 : i % 8 - 3.5);
        QuantizedTensor quantized = symmetric(4, four);
        Tensor eight = Matrices.fill(1, 32, i -> i == 0 ? 127 : i % 8 - 3.5);
        QuantizedTensor wide = symmetric(8, eight);
        for (int i = 1; i < 32; i++) {
            double value = i % 8 - 3.5;
            assertThat(quantized.component("codes").getCode(0, i)).isEqualTo(8 + (int) Math.ceil(value));
            assertThat(wide.component("codes").getCode(0, i))
                    .isEqualTo(128 + (int) (value < 0 ? Math.floor(value) : Math.ceil(value)));
        }
    }

    private static QuantizedTensor symmetric(int bits, Tensor weights) {
        Format format = Matrices.format("affine:bits=" + bits + ",group=32,zero=none,params=f16");
        return Matrices.quantize(GGML, weights, format).tensor();
    }

    @Test
    void aBlockOfOneValueIsItsMinimum() {
        Tensor weights = Matrices.fill(2, 64, i -> i / 32 - 1.5);
        Format format = Matrices.format("affine-min:bits=4,group=32,params=f16");
        assertThat(Matrices.values(Matrices.quantize(GGML, weights, format).tensor().decode()))
                .isEqualTo(Matrices.values(weights));
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=32,zero=none", "affine:bits=4,group=64,zero=none,params=f16", "nf4:block=64",
        "affine:bits=6,group=32,zero=none,params=f16", "affine:bits=4,group=32,zero=float,params=f16",
        "affine-min:bits=8,group=32,params=f16", "affine-min:bits=4,group=32"})
    void servesItsOwnBlocksAlone(String text) {
        assertThat(GGML.supports(Matrices.format(text)).supported()).isFalse();
        assertThat(GGML.supports(Matrices.format(text)).toString()).contains("affine-min:bits=4|5");
    }
}
