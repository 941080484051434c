package dev.nibble.runtime.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Fill;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.Codes;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.testing.Plugins;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StructureTest {
    static Stream<String> formats() {
        return Stream.concat(
                IntStream.rangeClosed(1, 8).mapToObj(bits -> "affine:bits=" + bits + ",group=24,axis=1,zero=int"),
                Stream.of("affine:bits=3,per=row,zero=float", "affine:bits=3,per=tensor,zero=float",
                        "affine:bits=3,group=4,axis=0,zero=float", "nf4:block=64,double=32", "fp8:e4m3fn,per=row", "mxfp4",
                        "nvfp4", "dense:bf16", "four-parts"));
    }

    private static QuantizedTensor random(String format, Shape shape) {
        Format parsed = Plugins.with().format(format);
        QuantizedTensor encoded = TestWeights.of(parsed, shape, Fill.NORMAL, 5);
        return TestWeights.with(Codes.RANDOM, encoded, 5).orElse(encoded);
    }

    /** Every slice at legal positions of every axis decodes to the slice of the decoded tensor; joined, they are whole. */
    @ParameterizedTest
    @MethodSource("formats")
    void slicesDecodeToSlicesOfTheDecodedTensor(String format) {
        for (Shape shape : List.of(Shape.of(12, 77), Shape.of(64, 128), Shape.of(77), Shape.of(8, 5, 11))) {
            Format parsed = Plugins.with().format(format);
            if (!parsed.supports(shape).supported()) {
                continue;
            }
            QuantizedTensor tensor = random(format, shape);
            for (int axis = 0; axis < (shape.rank() > 2 ? 1 : shape.rank()); axis++) {
                long step = parsed.smallestCut(shape, shape.rank() == 1 ? 1 : axis);
                for (long cut = step; cut < shape.dim(axis); cut += step) {
                    if (!parsed.supports(shape.with(axis, cut)).supported()
                            || !parsed.supports(shape.with(axis, shape.dim(axis) - cut)).supported()) {
                        continue;
                    }
                    QuantizedTensor head = Structure.slice(tensor, axis, 0, cut);
                    QuantizedTensor tail = Structure.slice(tensor, axis, cut, shape.dim(axis));
                    requireSlice(tensor, head, axis, 0);
                    requireSlice(tensor, tail, axis, cut);
                    assertThat(Structure.equal(Structure.cat(List.of(head, tail), axis), tensor))
                            .as("%s cut at %d of axis %d", tensor, cut, axis).isTrue();
                }
            }
        }
    }

    private static void requireSlice(QuantizedTensor whole, QuantizedTensor part, int axis, long from) {
        boolean columns = axis == 1 || whole.shape().rank() == 1;
        Tensor expected = whole.decode();
        Tensor found = part.decode();
        for (long r = 0; r < part.shape().rows(); r++) {
            long first = columns ? 4 * from : 0;
            long bytes = 4 * part.shape().cols();
            assertThat(found.row(r).mismatch(expected.row(columns ? r : from + r).asSlice(first, bytes)))
                    .as("first byte that differs in row %d of %s from %d of axis %d of %s", r, part, from, axis, whole)
                    .isEqualTo(-1);
        }
    }

    @Test
    void aCutThroughAGroupIsRefusedWithTheNearestLegalCuts() {
        assertThatThrownBy(() -> Structure.slice(random("affine:bits=4,group=64,axis=1,zero=float", Shape.of(4, 200)), 1, 0, 100))
                .isInstanceOf(IllegalCutException.class)
                .hasMessageContaining("cannot be cut at 100 of axis 1 (extent 200)")
                .hasMessageContaining("component 'scale' has groups of 64")
                .hasMessageContaining("nearest legal cuts are 64 and 128");
    }

    @Test
    void aComponentThatMustStayWholeIsNamed() {
        QuantizedTensor tensor = random("affine:bits=4,group=4,axis=0,zero=float", Shape.of(8, 16));
        assertThatThrownBy(() -> Structure.slice(tensor, 0, 0, 4))
                .isInstanceOf(IllegalCutException.class)
                .hasMessageContaining("component 'scale' must stay whole");
        assertThat(Structure.equal(Structure.slice(tensor, 0, 0, 8), tensor)).isTrue();
    }

    @Test
    void splitsEquallyOrNamesTheNearestNumberOfParts() {
        QuantizedTensor tensor = random("affine:bits=4,group=64,axis=1,zero=float", Shape.of(6, 384));
        assertThat(Structure.split(tensor, 1, 3)).hasSize(3).allMatch(part -> part.shape().equals(Shape.of(6, 128)));
        assertThat(Structure.equal(Structure.cat(Structure.split(tensor, 0, 6), 0), tensor)).isTrue();
        assertThatThrownBy(() -> Structure.split(tensor, 1, 4))
                .isInstanceOf(IllegalCutException.class)
                .hasMessageContaining("its extent is 384 and its smallest legal cut 64; the nearest legal number of parts is 3");
        assertThatThrownBy(() -> Structure.split(tensor, 1, 1000)).hasMessageContaining("number of parts is 6");
    }

    @Test
    void partsWithDifferentStatisticsOfTheWholeAreNotJoined() {
        Format format = Plugins.with().format("four-parts");
        QuantizedTensor a = TestWeights.of(format, Shape.of(3, 16), Fill.NORMAL, 1);
        QuantizedTensor b = TestWeights.of(format, Shape.of(3, 16), Fill.NORMAL, 2);
        assertThatThrownBy(() -> Structure.cat(List.of(a, b), 0))
                .isInstanceOf(IllegalCutException.class)
                .hasMessageContaining("'gain'").hasMessageContaining("part 1");
    }

    @Test
    void partsThatEndWithinAGroupAreNotJoined() {
        QuantizedTensor a = random("mxfp4", Shape.of(3, 40));
        assertThatThrownBy(() -> Structure.cat(List.of(a, a), 1))
                .isInstanceOf(IllegalCutException.class)
                .hasMessageContaining("part 0").hasMessageContaining("ends within a group").hasMessageContaining("groups of 32");
        assertThat(Structure.cat(List.of(a, a), 0).shape()).isEqualTo(Shape.of(6, 40));
    }

    @Test
    void axesWithinTheRowsAndEmptyPartsAreRefused() {
        QuantizedTensor tensor = random("four-parts", Shape.of(4, 3, 5));
        assertThatThrownBy(() -> Structure.slice(tensor, 1, 0, 1)).hasMessageContaining("axis 0 only");
        assertThatThrownBy(() -> Structure.slice(tensor, 3, 0, 1)).hasMessageContaining("has no axis 3");
        assertThatThrownBy(() -> Structure.slice(tensor, 0, 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Structure.slice(tensor, 0, 2, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Structure.cat(List.of(), 0)).isInstanceOf(IllegalCutException.class);
    }

    @Test
    void copiesHaveMemoryOfTheirOwnAndEqualLooksAtEveryByte() {
        QuantizedTensor tensor = random("nf4:block=64", Shape.of(3, 65));
        QuantizedTensor copy = Structure.copy(tensor);
        assertThat(Structure.equal(copy, tensor)).isTrue();
        assertThat(copy.component("codes").data().address()).isNotEqualTo(tensor.component("codes").data().address());
        for (String name : tensor.components().keySet()) {
            Map<String, Tensor> changed = new java.util.LinkedHashMap<>(tensor.components());
            Tensor other = tensor.component(name).copy();
            long last = other.byteSize() - 1;
            other.data().set(java.lang.foreign.ValueLayout.JAVA_BYTE, last, (byte) 0x11);
            changed.put(name, other);
            assertThat(Structure.equal(QuantizedTensor.of(tensor.format(), tensor.shape(), changed, Provenance.NONE), tensor))
                    .as("equal with another last byte of %s", name).isFalse();
        }
    }

    @Test
    void partsRememberWhoMadeThem() {
        Provenance hqq = new Provenance("hqq", "1", Map.of("seed", "1"), "ab");
        QuantizedTensor tensor = random("four-parts", Shape.of(4, 16)).withProvenance(hqq);
        List<QuantizedTensor> parts = Structure.split(tensor, 0, 2);
        assertThat(parts).allMatch(part -> part.provenance().equals(hqq));
        Provenance rtn = new Provenance("rtn", "1", Map.of("seed", "2"), "cd");
        Provenance both = Structure.cat(List.of(parts.get(0), parts.get(1).withProvenance(rtn)), 0).provenance();
        assertThat(both.quantizer()).isEqualTo("hqq+rtn");
        assertThat(both.settings()).containsEntry("seed", "1+2");
    }
}
