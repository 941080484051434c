package dev.nibble.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void matrixViewTakesTheFirstDimensionAsRows() {
        assertThat(Shape.of(4, 3, 5).rows()).isEqualTo(4);
        assertThat(Shape.of(4, 3, 5).cols()).isEqualTo(15);
        assertThat(Shape.of(7).rows()).isEqualTo(1);
        assertThat(Shape.of(7).cols()).isEqualTo(7);
        assertThat(Shape.of().elements()).isEqualTo(1);
        assertThat(Shape.of(0, 3).elements()).isZero();
    }

    @Test
    void impossibleShapesAreRefused() {
        assertThatThrownBy(() -> Shape.of(2, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Shape.of(2, 1L << 40).rowLength()).hasMessageContaining("too long");
    }

    @Test
    void shapesAreValues() {
        long[] dims = {2, 3};
        Shape shape = Shape.of(dims);
        dims[0] = 9;
        shape.toArray()[1] = 9;
        assertThat(shape).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3)).hasToString("2x3");
        assertThat(shape.with(1, 5)).isEqualTo(Shape.of(2, 5)).isNotEqualTo(shape);
        assertThat(Shape.of()).hasToString("scalar");
    }
}
