package dev.nibble.runtime.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.CodebookFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.Int8Static;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.testing.FourParts;
import dev.nibble.runtime.testing.PlainKernel;
import dev.nibble.runtime.testing.Plugins;
import dev.nibble.runtime.testing.TestDevice;
import java.util.List;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final OpSpec SPEC = new OpSpec("linear", new FourParts(), Shape.of(9, 40), 1, Activation.F32);

    private final ContractStore store = new MemoryContractStore();

    private Dispatcher dispatcher(Fallback fallback, List<String> preferred, Kernel... kernels) {
        return dispatcher(new TestDevice(), fallback, preferred, kernels);
    }

    private Dispatcher dispatcher(TestDevice device, Fallback fallback, List<String> preferred, Kernel... kernels) {
        Registry registry = Plugins.with(kernels);
        return new Dispatcher(registry, device, 1, new Contracts(registry, store), fallback, preferred);
    }

    @Test
    void choosesTheFirstKernelThatProves() {
        Dispatcher dispatcher = dispatcher(Fallback.STRICT, List.of(), PlainKernel.wrong("wrong", "linear"),
                PlainKernel.of("right", "linear"), PlainKernel.of("later", "linear"));
        assertThat(dispatcher.choose(SPEC).name()).isEqualTo("right");
        Explanation explanation = dispatcher.explain(SPEC);
        assertThat(explanation.chosen()).contains("right");
        assertThat(explanation.candidates().get(0).support().toString())
                .contains("contract: passed required, failed: wrong on linear");
        assertThat(explanation.candidates().get(2).support().toString()).isEqualTo("contract: passed required, not proven given");
    }

    @Test
    void triesPreferredKernelsFirst() {
        Dispatcher dispatcher = dispatcher(Fallback.STRICT, List.of("b"), PlainKernel.of("a", "linear"), PlainKernel.of("b", "linear"));
        assertThat(dispatcher.choose(SPEC).name()).isEqualTo("b");
    }

    @Test
    void provesOnceForAllShapesOfAClass() {
        PlainKernel kernel = PlainKernel.of("a", "linear");
        Dispatcher dispatcher = dispatcher(Fallback.STRICT, List.of(), kernel);
        dispatcher.choose(SPEC);
        int proofs = kernel.prepared().get();
        dispatcher.choose(SPEC);
        dispatcher.choose(new OpSpec("linear", new FourParts(), Shape.of(3, 3), 1, Activation.F32));
        assertThat(kernel.prepared().get()).isEqualTo(proofs);
        dispatcher.choose(SPEC.withM(4));
        assertThat(kernel.prepared().get()).isGreaterThan(proofs);
    }

    @Test
    void provesOnceForAllParametersOfAKindOfActivation() {
        PlainKernel kernel = PlainKernel.of("a", "linear");
        Dispatcher dispatcher = dispatcher(Fallback.STRICT, List.of(), kernel);
        dispatcher.choose(new OpSpec("linear", SPEC.format(), SPEC.weight(), 1, new Int8Static(0.01f, 0)));
        int proofs = kernel.prepared().get();
        dispatcher.choose(new OpSpec("linear", SPEC.format(), SPEC.weight(), 1, new Int8Static(7, 0)));
        assertThat(kernel.prepared().get()).isEqualTo(proofs);
        dispatcher.choose(new OpSpec("linear", SPEC.format(), SPEC.weight(), 1, new Int8Static(7, 3)));
        assertThat(kernel.prepared().get()).isGreaterThan(proofs);
    }

    @Test
    void aKernelThatIsWrongForLargeWeightsOnlyServesTheOthers() {
        for (Shape large : List.of(Shape.of(2, 1500), Shape.of(5000, 3), Shape.of(5000, 1000))) {
            Dispatcher dispatcher = dispatcher(Fallback.STRICT, List.of(),
                    new WrongWhenLarge(PlainKernel.of("a", "linear"), PlainKernel.wrong("a", "linear")));
            assertThat(dispatcher.choose(SPEC).name()).isEqualTo("a");
            OpSpec spec = new OpSpec("linear", SPEC.format(), large, 1, Activation.F32);
            assertThatThrownBy(() -> dispatcher.choose(spec))
                    .isInstanceOf(NoEligibleKernelException.class)
                    .hasMessageContaining("times the bound");
            assertThat(dispatcher.explain(SPEC).chosen()).contains("a");
        }
    }

    /** Right for small weights. */
    private record WrongWhenLarge(PlainKernel right, PlainKernel wrong) implements Kernel {
        @Override
        public String name() {
            return right.name();
        }

        @Override
        public String description() {
            return right.description();
        }

        @Override
        public String op() {
            return right.op();
        }

        @Override
        public Support supports(KernelRequest request) {
            return right.supports(request);
        }

        @Override
        public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
            boolean large = weight.shape().rows() >= 4096 || weight.shape().cols() > 1024;
            return (large ? wrong : right).prepare(request, device, weight);
        }
    }

    @Test
    void anotherDeviceNeedsAnotherProof() {
        PlainKernel kernel = PlainKernel.of("a", "linear");
        dispatcher(Fallback.STRICT, List.of(), kernel).choose(SPEC);
        Dispatcher elsewhere = dispatcher(new TestDevice("other", Support.yes()), Fallback.STRICT, List.of(), kernel);
        assertThat(elsewhere.explain(SPEC).chosen()).isEmpty();
        assertThat(elsewhere.choose(SPEC).name()).isEqualTo("a");
    }

    @Test
    void strictIsAnErrorThatNamesEveryReasonAndTheWayOut() {
        Dispatcher dispatcher = dispatcher(Fallback.STRICT, List.of(), PlainKernel.wrong("wrong", "linear"),
                PlainKernel.reference("plain", "linear"));
        assertThatThrownBy(() -> dispatcher.choose(SPEC))
                .isInstanceOf(NoEligibleKernelException.class)
                .hasMessageContaining("linear[m=1,w=9x40,act=f32] four-parts on test")
                .hasMessageContaining("wrong: contract: passed required, failed: ")
                .hasMessageContaining("plain: fallback policy: reference required, strict given")
                .hasMessageContaining("Fallback.REFERENCE");
    }

    @Test
    void aFallbackIsCountedWithItsReason() {
        Dispatcher dispatcher = dispatcher(Fallback.REFERENCE, List.of(), PlainKernel.reference("plain", "linear"),
                PlainKernel.wrong("wrong", "linear"));
        dispatcher.prepare(SPEC, TestWeights.of(SPEC.format(), SPEC.weight(), Fill.NORMAL, 1)).close();
        assertThat(dispatcher.fallbacks()).singleElement().asString()
                .contains("linear[m=1", "reference 'plain'", "wrong: contract: passed required, failed");
    }

    @Test
    void weightsOtherThanTheRequestSaysAreRefused() {
        Dispatcher dispatcher = dispatcher(Fallback.STRICT, List.of(), PlainKernel.of("a", "linear"));
        for (QuantizedTensor other : List.of(TestWeights.of(SPEC.format(), Shape.of(8, 40), Fill.NORMAL, 1),
                TestWeights.of(CodebookFormat.nf4(64, 0), SPEC.weight(), Fill.NORMAL, 1))) {
            assertThatThrownBy(() -> dispatcher.prepare(SPEC, other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the weights given for " + SPEC + " are " + other
                            + "; make the request from the weights' own format and shape");
        }
    }

    @Test
    void noFallbackIsCountedWhereAFastKernelServes() {
        Dispatcher dispatcher = dispatcher(Fallback.REFERENCE, List.of(), PlainKernel.reference("plain", "linear"),
                PlainKernel.of("fast", "linear"));
        dispatcher.prepare(SPEC, TestWeights.of(SPEC.format(), SPEC.weight(), Fill.NORMAL, 1)).close();
        assertThat(dispatcher.fallbacks()).isEmpty();
    }

    @Test
    void anUnusableDeviceIsAReason() {
        Support unusable = Support.no("driver", "535 or newer", "470");
        Dispatcher dispatcher = dispatcher(new TestDevice("x", unusable), Fallback.STRICT, List.of(), PlainKernel.of("a", "linear"));
        assertThatThrownBy(() -> dispatcher.choose(SPEC)).hasMessageContaining("driver: 535 or newer required, 470 given");
    }

    @Test
    void refusesAPreferredKernelThatDoesNotExist() {
        assertThatThrownBy(() -> dispatcher(Fallback.STRICT, List.of("fats"), PlainKernel.of("fast", "linear")))
                .isInstanceOf(NoSuchPluginException.class)
                .hasMessageContaining("there is no kernel 'fats'; there are: fast");
    }

    @Test
    void refusesAPreferredKernelThatItsOwnSettingsCanNeverChoose() {
        assertThatThrownBy(() -> dispatcher(Fallback.STRICT, List.of("plain"), PlainKernel.reference("plain", "linear")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'plain' can never be chosen");
        Dispatcher forEmbeddings = dispatcher(Fallback.STRICT, List.of("rows"), PlainKernel.of("rows", "embedding"),
                PlainKernel.of("fast", "linear"));
        assertThatThrownBy(() -> forEmbeddings.requireServes(List.of(SPEC)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("preferred kernel 'rows' is for operation 'embedding'");
    }
}
