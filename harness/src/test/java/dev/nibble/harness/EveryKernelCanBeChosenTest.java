package dev.nibble.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.format.Component;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.harness.cell.Devices;
import dev.nibble.runtime.dispatch.Contracts;
import dev.nibble.runtime.dispatch.Dispatcher;
import dev.nibble.runtime.dispatch.Fallback;
import dev.nibble.runtime.dispatch.MemoryContractStore;
import dev.nibble.runtime.registry.PluginRegistry;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A kernel that no request can ever reach is dead weight and promises what it does not keep. */
class EveryKernelCanBeChosenTest {
    private static final Registry REGISTRY = PluginRegistry.load(EveryKernelCanBeChosenTest.class.getClassLoader());

    /** What models are quantized to. Formats that fast kernels are made for come first. */
    private static final List<String> FORMATS = List.of(
            "affine:bits=4,group=64,zero=float", "affine:bits=4,group=128,zero=int,params=f16",
            "affine:bits=4,group=32,zero=none,params=f16", "affine:bits=8,per=row,zero=none", "affine:bits=8,group=64,zero=float",
            "affine:bits=8,per=tensor,zero=none", "affine:bits=2,group=64,zero=float", "affine:bits=3,group=64,zero=float",
            "affine:bits=4,group=64,axis=0,zero=float", "dense:f32", "dense:f16", "dense:bf16", "nf4:block=64",
            "nf4:block=64,double=256", "fp4:block=64", "fp8:e4m3fn,per=row", "fp8:e5m2,per=row", "mxfp4", "nvfp4");

    static Stream<String> kernels() {
        return REGISTRY.kernels().stream().map(Kernel::name);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void isChosenForSomeUsualRequest(String name) {
        Kernel kernel = REGISTRY.kernel(name);
        boolean hasDevice = false;
        for (DeviceProvider provider : openHere()) {
            for (DeviceInfo info : provider.devices()) {
                Optional<OpSpec> spec = request(kernel, info);
                if (spec.isPresent() && info.usable().supported()) {
                    hasDevice = true;
                    assertThat(chosen(kernel, spec.get(), provider, info)).as("chosen for %s", spec.get()).isEqualTo(name);
                }
            }
        }
        assumeTrue(hasDevice || !isForRuntimesThatCannotBeOpenedHere(kernel),
                () -> name + " has no usable device here: " + Devices.of(REGISTRY).found().stream()
                        .map(device -> device.info()).filter(info -> !info.usable().supported()).map(DeviceInfo::usable).toList());
        assertThat(hasDevice).as("%s supports a test case of '%s' with some usual format on some device", name, kernel.op())
                .isTrue();
    }

    /** Whether every usable device that this JVM can open is, by the kernel's own word, of another runtime than the kernel. */
    private static boolean isForRuntimesThatCannotBeOpenedHere(Kernel kernel) {
        OpSpec spec = REGISTRY.op(kernel.op()).cases(REGISTRY.format(FORMATS.getFirst()), Activation.F32).getFirst();
        return openHere().stream().flatMap(provider -> provider.devices().stream())
                .filter(info -> info.usable().supported())
                .allMatch(info -> kernel.supports(new KernelRequest(spec, info, 1)).failed().stream()
                        .anyMatch(failed -> failed.name().equals("device runtime")));
    }

    /** Those whose devices this JVM can open; others need a worker with arguments of their own. */
    private static List<DeviceProvider> openHere() {
        List<String> arguments = ManagementFactory.getRuntimeMXBean().getInputArguments();
        return REGISTRY.deviceProviders().stream().filter(provider -> arguments.containsAll(provider.jvmArguments())).toList();
    }

    private static String chosen(Kernel kernel, OpSpec spec, DeviceProvider provider, DeviceInfo info) {
        try (Device device = provider.open(info)) {
            return new Dispatcher(REGISTRY, device, 1, new Contracts(REGISTRY, new MemoryContractStore()),
                    Fallback.REFERENCE, List.of(kernel.name())).choose(spec).name();
        }
    }

    /** The smallest that it supports; for a reference kernel one that no other supports, if need be with an unusual format. */
    private static Optional<OpSpec> request(Kernel kernel, DeviceInfo device) {
        Op op = REGISTRY.op(kernel.op());
        Stream<Format> unusual = kernel.isReference() ? Stream.of(new FloatsOfAPlugin()) : Stream.empty();
        for (Format format : Stream.concat(FORMATS.stream().map(REGISTRY::format), unusual).toList()) {
            Optional<OpSpec> smallest = Activation.representatives().stream()
                    .flatMap(activation -> op.cases(format, activation).stream())
                    .filter(spec -> supports(kernel, spec, device))
                    .filter(spec -> !kernel.isReference() || REGISTRY.kernels().stream()
                            .noneMatch(other -> !other.isReference() && supports(other, spec, device)))
                    .min(Comparator.comparingLong(spec -> spec.weight().elements() * spec.m()));
            if (smallest.isPresent()) {
                return smallest;
            }
        }
        return Optional.empty();
    }

    private static boolean supports(Kernel kernel, OpSpec spec, DeviceInfo device) {
        return kernel.op().equals(spec.op()) && kernel.supports(new KernelRequest(spec, device, 1)).supported();
    }

    /** A format that only its decode is known of: what reference kernels remain for where fast ones serve all others. */
    private record FloatsOfAPlugin() implements Format {
        @Override
        public String text() {
            return "floats-of-a-plugin";
        }

        @Override
        public List<Component> components() {
            return List.of(Component.perElement("values", ElementType.F32));
        }

        @Override
        public Support supports(Shape logical) {
            return Support.yes();
        }

        @Override
        public void decodeRow(QuantizedTensor tensor, long row, float[] into) {
            tensor.component("values").readRow(row, into);
        }

        @Override
        public QuantizedTensor encode(Tensor weights) {
            QuantizedTensor.Builder builder = QuantizedTensor.builder(this, weights.shape());
            float[] row = new float[weights.shape().rowLength()];
            for (long r = 0; r < weights.shape().rows(); r++) {
                weights.readRow(r, row);
                builder.component("values").writeRow(r, row);
            }
            return builder.build();
        }
    }
}
