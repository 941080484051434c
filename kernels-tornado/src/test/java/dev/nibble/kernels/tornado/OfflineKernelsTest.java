package dev.nibble.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.program.ProgramDevice;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramSource;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelExporter.Target;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.described.ExportedEntry;
import dev.nibble.api.kernel.described.VendorBinary;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Sha256;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.kernels.opencl.OpenClDeviceProvider;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way of an FPGA from end to end: export, compile offline, describe the binary, load it, prove the kernel. A binary of an
 * OpenCL driver for processors stands in for the bitstream; nothing here says anything of an FPGA itself.
 */
class OfflineKernelsTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(OfflineKernelsTest.class.getClassLoader());

    @TempDir
    private Path folder;

    private static OpSpec spec(String op, String format, long m) {
        return new OpSpec(op, REGISTRY.format(format), Shape.of(37, 129), m, Activation.F32);
    }

    private static DeviceInfo usable(OpenClDeviceProvider provider) {
        List<DeviceInfo> devices = provider.devices();
        return devices.stream().filter(it -> it.usable().supported()).findFirst().orElseGet(() ->
                Assumptions.abort("needs an OpenCL device: " + devices.getFirst().usable()));
    }

    private void export() throws IOException {
        for (Map.Entry<String, byte[]> file : new TornadoExporter().export(Target.FPGA).entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
    }

    /** What the vendor's tool and the user do: compile a source and write down what came out. */
    private void compile(String method, String deviceName, String source) throws IOException {
        Path file = folder.resolve(method + ".json");
        ExportedEntry entry = ExportedEntry.parse(Files.readString(file));
        byte[] binary;
        OpenClDeviceProvider plain = new OpenClDeviceProvider(Optional.empty());
        try (ProgramDevice device = (ProgramDevice) plain.open(usable(plain))) {
            binary = device.build(new ProgramSource.OpenClC(method, source, entry.options(), Set.of())).binary();
        }
        Files.write(folder.resolve(method + ".bin"), binary);
        describe(method, new VendorBinary(deviceName, method + ".bin", Sha256.of(binary), ""));
    }

    private void describe(String method, VendorBinary binary) throws IOException {
        Path file = folder.resolve(method + ".json");
        ExportedEntry old = ExportedEntry.parse(Files.readString(file));
        Files.writeString(file, new ExportedEntry(old.source(), old.sha256(), old.options(), old.entry(), old.compiler(),
                old.arguments(), old.local(), old.unroll(), List.of(binary)).toJson());
    }

    private String source(String method) throws IOException {
        return Files.readString(folder.resolve(method + ".cl"));
    }

    @Test
    void theExportNeedsNoCompilerAndSaysWorkGroupsAndUnrolling() throws IOException {
        export();
        for (DeviceMethod method : DeviceMethod.values()) {
            ExportedEntry entry = ExportedEntry.parse(Files.readString(folder.resolve(method.text() + ".json")));
            String source = source(method.text());
            assertThat(entry.local()).hasSize(method.dimensions());
            String sizes = entry.local().getFirst() + ", 1, 1";
            assertThat(source).contains("__kernel __attribute__((reqd_work_group_size(" + sizes + ")))\nvoid " + method.text() + "(");
            assertThat(entry.sha256()).isEqualTo(Sha256.of(source));
            if (method.text().startsWith("linear")) {
                assertThat(source).contains("NIBBLE_UNROLL(" + entry.unroll() + ")\n");
            }
            // Nothing but lines were added.
            assertThat(source.replaceAll("(?m)^ *NIBBLE_UNROLL.*\n", "").replaceAll("(?s)^/\\*.*?#endif\n", "")
                    .replaceAll("__kernel __attribute__.*\n", "__kernel ")).isEqualTo(ExportedMethod.load(method).text());
        }
        assertThat(Files.readString(folder.resolve("README.md"))).contains("aoc -board", "v++ -t hw", "Nothing here has run on an FPGA");
    }

    @Test
    void aBinaryOfTheExportIsLoadedAndProven() throws IOException {
        export();
        DeviceInfo plain = usable(new OpenClDeviceProvider(Optional.empty()));
        for (String method : List.of("linearGrid4", "linearGrid4Tile", "linearGrid4Group", "dequantize", "embedding")) {
            compile(method, plain.name(), source(method));
        }
        OpenClDeviceProvider provider = new OpenClDeviceProvider(Optional.of(folder));
        DeviceInfo info = usable(provider);
        assertThat(info.fingerprint()).isNotEqualTo(plain.fingerprint());
        try (Device device = provider.open(info)) {
            Oracle oracle = new Oracle(REGISTRY, device, 1);
            String format = "affine:bits=4,group=32,zero=float";
            Map<Kernel, OpSpec> cases = Map.of(new Int4Linear(), spec("linear", format, 1), new Int4GroupLinear(),
                    spec("linear", format, 3), new TornadoDequantize(), spec("dequantize", format, 1), new TornadoEmbedding(),
                    spec("embedding", format, 5));
            cases.forEach((kernel, spec) -> assertThat(oracle.prove(kernel, spec).failure()).as(kernel.name()).isEmpty());
            assertThat(oracle.prove(new Int4Linear(), spec("linear", format, 6)).failure()).isEmpty();
        }
    }

    @Test
    void itIsTheBinaryThatRuns() throws IOException {
        export();
        String name = usable(new OpenClDeviceProvider(Optional.empty())).name();
        compile("linearGrid4", name, source("linearGrid4").replace("f_117  =  f_26 + f_27;", "f_117  =  f_26 - f_27;"));
        OpenClDeviceProvider provider = new OpenClDeviceProvider(Optional.of(folder));
        try (Device device = provider.open(usable(provider))) {
            assertThat(new Oracle(REGISTRY, device, 1).prove(new Int4Linear(), spec("linear", "affine:bits=4,group=32,zero=float", 1))
                    .failure()).contains("times the bound");
        }
    }

    @Test
    void aBinaryOfAnotherDigestOrForAnotherDeviceIsNotRun() throws IOException {
        export();
        String name = usable(new OpenClDeviceProvider(Optional.empty())).name();
        compile("linearGrid4", name, source("linearGrid4"));
        describe("linearGrid4", new VendorBinary(name, "linearGrid4.bin", Sha256.of(new byte[1]), ""));
        assertThatThrownBy(this::prepare).isInstanceOfSatisfying(ProgramException.class,
                e -> assertThat(e.kind()).isEqualTo(ProgramException.Kind.BINARY)).hasMessageContaining("linearGrid4.bin")
                .hasMessageContaining("as announced");
        describe("linearGrid4", new VendorBinary(name, "nowhere.bin", Sha256.of(new byte[1]), ""));
        assertThatThrownBy(this::prepare).isInstanceOf(ProgramException.class).hasMessageContaining("nowhere.bin");
        describe("linearGrid4", new VendorBinary("a board", "nowhere.bin", Sha256.of(new byte[1]), ""));
        prepare(); // from source
    }

    private void prepare() {
        OpenClDeviceProvider provider = new OpenClDeviceProvider(Optional.of(folder));
        OpSpec spec = spec("linear", "affine:bits=4,group=32,zero=float", 1);
        QuantizedTensor weight = spec.format().encode(Tensor.allocate(ElementType.F32, spec.weight()));
        try (Device device = provider.open(usable(provider))) {
            new Int4Linear().prepare(new KernelRequest(spec, device.info(), 1), device, weight).close();
        }
    }

    @Test
    void aDeviceWithoutACompilerServesWhatWasMadeForIt() throws IOException {
        export();
        DeviceInfo plain = usable(new OpenClDeviceProvider(Optional.empty()));
        compile("linearGrid4", plain.name(), source("linearGrid4"));
        DeviceInfo made = usable(new OpenClDeviceProvider(Optional.of(folder)));
        assertThat(answer(made, 1).supported()).isTrue();
        assertThat(answer(made, 2).toString()).contains("a binary that an offline compiler made of linearGrid4Tile", "neither");
        assertThat(answer(plain, 1).toString()).contains("linearGrid4 ('nibble export-kernels --target fpga')");
    }

    /** What int4 says to a device like the given one whose driver does not compile. */
    private static Support answer(DeviceInfo like, long m) {
        Map<String, String> properties = new HashMap<>(like.properties());
        properties.put("compiler", "none");
        DeviceInfo device = new DeviceInfo(like.id(), like.runtime(), like.kind(), like.vendor(), like.name(), like.memoryBytes(),
                like.abilities(), like.usable(), properties);
        return new Int4Linear().supports(new KernelRequest(spec("linear", "affine:bits=4,group=32,zero=float", m), device, 1));
    }

    @Test
    void aFolderThatIsWrongIsSeen() throws IOException {
        assertThat(new OpenClDeviceProvider(Optional.of(folder.resolve("nowhere"))).devices().getFirst().usable().toString())
                .contains("NIBBLE_OPENCL_BINARIES", "nowhere");
        Files.writeString(folder.resolve("bad.json"), "{");
        assertThat(new OpenClDeviceProvider(Optional.of(folder)).devices().getFirst().usable().toString()).contains("bad.json");
    }
}
