package dev.nibble.conformance;

import static dev.nibble.api.tensor.Layouts.FLOAT;
import static dev.nibble.conformance.LinearKernel.FLOAT_LINEAR;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;
import dev.nibble.conformance.LinearKernel.HotPath;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Each way to cheat is caught, by the test that is there for it, with a message that says what was wrong. */
class CheatingKernelsTest {
    private static void caughtByReference(Kernel cheat, String message) {
        assertThatThrownBy(() -> Kit.runAll(Kit.of(cheat), KernelConformance::meetsItsReference))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    private static Kernel stateful(Supplier<HotPath> hotPath) {
        return new LinearKernel("test.cheat", FLOAT_LINEAR, hotPath);
    }

    @Test
    void resultsKeptFromTheFirstCallAreCaught() {
        caughtByReference(stateful(() -> new HotPath() {
            private float[] kept;

            @Override
            public void run(LinearKernel.Weights w, long m, MemorySegment in, MemorySegment out, MemorySegment space) {
                if (kept == null) {
                    LinearKernel.compute(w, m, in, out, space);
                    kept = new float[(int) (m * w.n())];
                    MemorySegment.copy(out, FLOAT, 0, kept, 0, kept.length);
                }
                MemorySegment.copy(kept, 0, out, FLOAT, 0, (int) (m * w.n()));
            }
        }), "run with another input");
    }

    @Test
    void weightsKeptFromAnEarlierPrepareAreCaught() {
        LinearKernel.Weights[] first = new LinearKernel.Weights[1];
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> {
            first[0] = first[0] == null || first[0].values().length != w.values().length ? w : first[0];
            LinearKernel.compute(first[0], m, in, out, space);
        }), "seed 2");
    }

    @Test
    void sumsAddedToWhatTheOutputHeldAreCaught() {
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> {
            for (long i = 0; i < m * w.n(); i++) {
                float held = out.get(FLOAT, 4 * i);
                out.set(FLOAT, 4 * i, held + w.dot(in, i / w.n(), (int) (i % w.n()), w.k()));
            }
        }), "or what it held was used");
    }

    @Test
    void aChangedInputIsCaught() {
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> {
            LinearKernel.compute(w, m, in, out, space);
            in.set(FLOAT, 0, in.get(FLOAT, 0) + 1);
        }), "changed its input at byte");
    }

    @Test
    void aWritePastTheEndOfTheOutputIsCaught() {
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> {
            LinearKernel.compute(w, m, in, out, space);
            out.reinterpret(out.byteSize() + 4).set(FLOAT, out.byteSize(), 1f);
        }), "wrote past the end of the output");
    }

    @Test
    void aWritePastTheEndOfTheWorkspaceIsCaught() {
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> {
            space.reinterpret(space.byteSize() + 4).set(FLOAT, space.byteSize(), 1f);
            LinearKernel.compute(w, m, in, out, space);
        }), "wrote past the end of the workspace");
    }

    @Test
    void anElementThatIsNeverWrittenIsCaught() {
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> {
            for (long i = 0; i < m * w.n() - 1; i++) {
                out.set(FLOAT, 4 * i, w.dot(in, i / w.n(), (int) (i % w.n()), w.k()));
            }
        }), "was never written");
    }

    @Test
    void rowsBeyondThoseAskedForAreCaught() {
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> LinearKernel.compute(w, w.maxM(), in, out, space)),
                "beyond the rows that it was asked for");
    }

    @Test
    void aDroppedLastColumnIsCaught() {
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> {
            for (long i = 0; i < m * w.n(); i++) {
                out.set(FLOAT, 4 * i, w.dot(in, i / w.n(), (int) (i % w.n()), w.k() - 1));
            }
        }), "times the bound");
    }

    @Test
    void aCountOfRowsThatAloneGoesWrongIsCaught() {
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> {
            LinearKernel.compute(w, m, in, out, space);
            if (m == 4) {
                out.set(FLOAT, 4, 0);
            }
        }), "run with 4 of 5 rows");
    }

    @Test
    void aTailOfFifteenColumnsThatAloneGoesWrongIsCaught() {
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> {
            for (long i = 0; i < m * w.n(); i++) {
                out.set(FLOAT, 4 * i, w.dot(in, i / w.n(), (int) (i % w.n()), w.k() % 16 == 15 ? w.k() - 1 : w.k()));
            }
        }), "times the bound");
    }

    @Test
    void weightsThatTwoLayersShareAreCaught() {
        int[] prepared = new int[1];
        int[] seen = new int[1];
        LinearKernel.Weights[] kept = new LinearKernel.Weights[1];
        caughtByReference(stateful(() -> {
            prepared[0]++;
            return (w, m, in, out, space) -> {
                if (seen[0] != prepared[0]) {
                    seen[0] = prepared[0];
                    kept[0] = w;
                }
                LinearKernel.compute(kept[0], m, in, out, space);
            };
        }), "with a second layer");
    }

    @Test
    void sumsInHalfPrecisionAreCaught() {
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> {
            for (long i = 0; i < m * w.n(); i++) {
                float sum = 0;
                for (int j = 0; j < w.k(); j++) {
                    float product = w.values()[(int) (i % w.n()) * w.k() + j] * in.get(FLOAT, 4 * (i / w.n() * w.k() + j));
                    sum = Float.float16ToFloat(Float.floatToFloat16(sum + product));
                }
                out.set(FLOAT, 4 * i, sum);
            }
        }), "times the bound");
    }

    @Test
    void weightsRoundedToHalfPrecisionAreCaught() {
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> {
            for (int j = 0; j < w.values().length; j++) {
                w.values()[j] = Float.float16ToFloat(Float.floatToFloat16(w.values()[j]));
            }
            LinearKernel.compute(w, m, in, out, space);
        }), "times the bound");
    }

    @Test
    void changedWeightsAreCaught() {
        caughtByReference(new Kernel() {
            private final Kernel honest = LinearKernel.honest();

            @Override
            public String name() {
                return "test.cheat";
            }

            @Override
            public String description() {
                return "sorts its weights in place";
            }

            @Override
            public String op() {
                return Linear.NAME;
            }

            @Override
            public Support supports(KernelRequest request) {
                return honest.supports(request);
            }

            @Override
            public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
                MemorySegment codes = weight.component("codes").data();
                MemorySegment writable = MemorySegment.ofAddress(codes.address()).reinterpret(codes.byteSize());
                PreparedKernel prepared = honest.prepare(request, device, weight);
                writable.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0,
                        (byte) ~writable.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0));
                return prepared;
            }
        }, "prepare changed the weights");
    }

    @Test
    void anExceptionIsAFailureAndNamesItsPlace() {
        caughtByReference(LinearKernel.with((w, m, in, out, space) -> {
            throw new IllegalStateException("no even sizes");
        }), "threw java.lang.IllegalStateException: no even sizes");
    }

    @Test
    void supportClaimedForWhatDoesNotWorkIsCaught() {
        Kernel cheat = new LinearKernel("test.cheat",
                request -> request.spec().op().equals(Linear.NAME) && request.device().runtime().equals(HostDevice.RUNTIME),
                () -> LinearKernel::compute);
        // It takes int8 activations for float32 ones.
        assertThatThrownBy(() -> Kit.of(cheat).supportsIsHonest())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("test.cheat says that it supports")
                .hasMessageContaining("act=int8");
    }

    @Test
    void supportClaimedForOddShapesOnlyFoundAtRandomIsCaught() {
        Kernel cheat = LinearKernel.with((w, m, in, out, space) -> {
            LinearKernel.compute(w, m, in, out, space);
            if (w.k() % 8 == 3) {
                out.set(FLOAT, 0, 0);
            }
        });
        assertThatThrownBy(() -> Kit.of(cheat).supportsIsHonest())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("output[0]");
    }

    @Test
    void supportOnDevicesOfAnotherRuntimeIsCaught() {
        Kernel cheat = new LinearKernel("test.cheat",
                request -> request.spec().op().equals(Linear.NAME), () -> LinearKernel::compute);
        assertThatThrownBy(() -> Kit.of(cheat).refusesWhatItIsNotFor())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("runtime that does not exist");
    }

    @Test
    void supportOfAnotherOperationIsCaught() {
        Kernel cheat = new LinearKernel("test.cheat",
                request -> request.device().runtime().equals(HostDevice.RUNTIME), () -> LinearKernel::compute);
        assertThatThrownBy(() -> Kit.of(cheat).refusesWhatItIsNotFor())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no-such-op");
    }

    @Test
    void aKernelThatRefusesEverythingIsCaught() {
        Kernel cheat = new LinearKernel("test.cheat", request -> false, () -> LinearKernel::compute);
        assertThatThrownBy(() -> Kit.of(cheat).canBeChosen())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("supports no test case of 'linear'");
    }

    @Test
    void anArrayAllocatedInEveryCallIsCaught() {
        Kernel cheat = stateful(() -> new HotPath() {
            private float[] last;

            @Override
            public void run(LinearKernel.Weights w, long m, MemorySegment in, MemorySegment out, MemorySegment space) {
                last = new float[w.k()];
                LinearKernel.compute(w, m, in, out, space);
            }
        });
        assertThatThrownBy(() -> Kit.runAll(Kit.of(cheat), KernelConformance::allocatesNothingOnceWarm))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("bytes that test.cheat allocates");
    }
}
