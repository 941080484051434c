package dev.nibble.benchmarks.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.device.Device;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.Activation;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NibbleEntrantTest {
    private final PluginRegistry registry = PluginRegistry.load(getClass().getClassLoader());
    private final Device device = NibbleEntrant.jvm(registry);

    @AfterEach
    void close() {
        device.close();
    }

    private NibbleEntrant entrant(String format, String... kernels) {
        return new NibbleEntrant(registry, device, registry.format(format), Activation.F32,
                name -> kernels.length == 0 || List.of(kernels).contains(name));
    }

    @Test
    void aKernelThatIsNoReferenceServesAndEveryCopyIsRight() throws NotRunnableException {
        Case of = new Case(40, 128, 2, 2, Case.Mode.COLD);
        NibbleEntrant entrant = entrant(Formats.text("int4f"));
        try (Contender contender = entrant.prepare(new Layer(of.weight(), 2), of, 1 << 14)) {
            Kernel kernel = registry.kernel(contender.served());
            assertThat(kernel.isReference()).isFalse();
            assertThat(contender.copies()).isGreaterThan(2);
            for (int copy = 0; copy < contender.copies(); copy++) {
                assertThat(contender.check(copy)).as("copy %d", copy).isEmpty();
            }
        }
    }

    @Test
    void whereNoKernelServesTheReasonsAreTold() {
        Case of = new Case(40, 128, 1, 1, Case.Mode.HOT);
        assertThatThrownBy(() -> entrant("dense:f32", "jvm.linear.int4").prepare(new Layer(of.weight(), 1), of, 0))
                .isInstanceOf(NotRunnableException.class)
                .hasMessageContaining("jvm.linear.int4: ");
    }

    @Test
    void namesAreThoseOfTheGoals() {
        assertThat(entrant("affine:bits=4,group=64").name())
                .isEqualTo("nibble affine:bits=4,group=64,axis=1,zero=float x f32")
                .isEqualTo(NibbleEntrant.name(Formats.text("int4f"), Activation.F32));
    }

    @Test
    void shortNamesStandForTextsThatFormatsThemselvesHave() {
        assertThat(Formats.all()).allSatisfy(text -> assertThat(registry.format(text).text()).isEqualTo(text));
    }
}
