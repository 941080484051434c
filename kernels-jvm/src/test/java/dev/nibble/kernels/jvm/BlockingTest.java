package dev.nibble.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockingTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1", "7, 3", "8, 8", "64, 64", "65, 64", "200, 64", "200, 20", "1000, 300", "4096, 4096", "257, 257", "513, 513",
        "520, 260", "5000, 1"
    })
    void everyColumnStandsInOneBlockOfItsGroup(int columns, int group) {
        Blocking blocking = Blocking.of(columns, group, 8);
        int next = 0;
        for (int block = 0; block < blocking.blocks(); block++) {
            int count = blocking.count(block);
            if (count > 0) {
                assertThat(blocking.start(block)).isEqualTo(next);
                assertThat(next / group).isEqualTo(blocking.groupOf(block));
                assertThat((next + count - 1) / group).isEqualTo(blocking.groupOf(block));
                next += count;
            }
        }
        assertThat(next).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({"4096, 64, 64, 64", "4096, 4096, 64, 64", "100, 100, 56, 2", "8, 1, 8, 8"})
    void blocksAreAsLongAsTheGroupUpToALimit(int columns, int group, int length, int blocks) {
        Blocking blocking = Blocking.of(columns, group, 8);
        assertThat(blocking.length()).isEqualTo(length);
        assertThat(blocking.blocks()).isEqualTo(blocks);
    }
}
