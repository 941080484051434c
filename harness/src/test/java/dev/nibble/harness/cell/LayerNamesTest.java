package dev.nibble.harness.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayerNamesTest {
    @Test
    void namesThatDifferInTheirNumberAreJoined() {
        assertThat(LayerNames.compact(List.of("a.0.q.weight", "a.0.k.weight", "a.10.q.weight", "head", "a.1.up.2.weight")))
                .containsExactly("a.{0,10}.q.weight", "a.0.k.weight", "head", "a.1.up.2.weight");
    }
}
