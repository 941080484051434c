package dev.nibble.benchmarks.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.op.Activation;
import dev.nibble.api.plugin.Registry;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The models that are made for peers compute what they should: compared with float64 on the same codes and scales. */
class PeersTest {
    private static final int THREADS = 2;
    private static final int SMALL = 1 << 14;

    private static Registry registry;
    private static OrtRuntime ort;

    @BeforeAll
    static void start() throws NotRunnableException {
        registry = PluginRegistry.load(PeersTest.class.getClassLoader());
        ort = new OrtRuntime(THREADS);
        JlamaEntrant.startPool(THREADS);
    }

    static Stream<String> peers() {
        return Stream.concat(OrtOperators.all().stream().map(OrtOperator::name), Stream.of("jlama q4 x f32", "jlama q4 x i8"));
    }

    private static Entrant entrant(String name) {
        List<Entrant> all = new ArrayList<>();
        OrtOperators.all().forEach(it -> all.add(new OrtEntrant(ort, it, registry.format(it.source()))));
        for (Activation activation : Activation.representatives()) {
            all.add(new JlamaEntrant(registry.format(JlamaEntrant.SOURCE), activation, THREADS));
        }
        return all.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("peers")
    void everyCopyMeetsTheReferenceOnItsOwnWeights(String name) throws NotRunnableException {
        for (int threads : List.of(1, THREADS)) {
            for (int m : List.of(1, 3)) {
                Case of = new Case(48, 512, m, threads, Case.Mode.COLD);
                try (Contender contender = entrant(name).prepare(new Layer(of.weight(), m), of, SMALL)) {
                    assertThat(contender.copies()).isGreaterThan(1);
                    for (int copy = 0; copy < contender.copies(); copy++) {
                        assertThat(contender.check(copy)).as("%s, copy %d", of, copy).isEmpty();
                    }
                }
            }
        }
    }

    @Test
    void copiesAreSoManyThatTheyFillTheBytesAskedFor() throws NotRunnableException {
        Case of = new Case(48, 512, 1, 1, Case.Mode.COLD);
        try (Contender contender = entrant("ort nbits b64 acc4").prepare(new Layer(of.weight(), 1), of, 100_000)) {
            assertThat(contender.weightBytes()).isEqualTo(48 * 512 / 2 + 4 * 48 * 8);
            assertThat(contender.copies() * contender.weightBytes()).isBetween(100_000L, 100_000 + contender.weightBytes());
        }
    }

    @Test
    void aPoolOfAnotherSizeIsRefused() {
        Case of = new Case(48, 512, 1, 3, Case.Mode.HOT);
        assertThatThrownBy(() -> entrant("ort nbits b64 acc4").prepare(new Layer(of.weight(), 1), of, SMALL))
                .isInstanceOf(NotRunnableException.class)
                .hasMessageContaining("in a run of its own");
    }

    @Test
    void jlamasInt8CodeIsNotGivenColumnsThatItCannotTake() {
        Case of = new Case(48, 384, 1, 1, Case.Mode.HOT);
        assertThatThrownBy(() -> entrant("jlama q4 x i8").prepare(new Layer(of.weight(), 1), of, SMALL))
                .isInstanceOf(NotRunnableException.class)
                .hasMessageContaining("512");
    }
}
