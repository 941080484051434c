package dev.nibble.kernels.tornado;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.program.Buffer;
import dev.nibble.api.device.program.Entry;
import dev.nibble.api.device.program.OfflineBinaries;
import dev.nibble.api.device.program.ProgramSource;
import dev.nibble.api.kernel.described.ExportedEntry;
import dev.nibble.api.plugin.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What TornadoVM made of a method.
 *
 * @param entry its description
 * @param text OpenCL C
 */
record ExportedMethod(ExportedEntry entry, String text) {
    /** Of TornadoVM's arrays; the elements come after it. */
    static final int HEADER = 16;
    /** More than any entry point reads of the buffers that stand for TornadoVM's own. */
    static final long UNUSED_BYTES = 16;

    /** Of methods whose work groups are the driver's choice, where they must be fixed. */
    private static final long OFFLINE_GROUP = 64;
    private static final int OFFLINE_UNROLL = 4;

    private static final String OPTIONS = "-cl-std=CL1.2";
    private static final String FOLDER = "exported/";

    /**
     * The committed export of a method.
     *
     * @throws IllegalArgumentException if it is missing or is not what its description says
     */
    static ExportedMethod load(DeviceMethod method) {
        String resource = FOLDER + method.text() + ".json";
        try (InputStream in = ExportedMethod.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("the jar of the tornado kernels lacks " + resource
                        + ": 'nibble export-kernels' writes it");
            }
            ExportedEntry entry = ExportedEntry.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return new ExportedMethod(entry, entry.load(ExportedMethod.class, FOLDER));
        } catch (IOException e) {
            throw new UncheckedIOException("the jar of the tornado kernels gives no " + resource, e);
        }
    }

    /** A new export. TornadoVM puts four arguments of its own before the method's, of which these methods read none. */
    static ExportedMethod of(DeviceMethod method, String text) {
        List<ExportedEntry.Parameter> arguments = new ArrayList<>(List.of(new ExportedEntry.Unused(),
                new ExportedEntry.Unused(), new ExportedEntry.Local(UNUSED_BYTES), new ExportedEntry.Unused()));
        for (DeviceMethod.Parameter parameter : method.parameters()) {
            arguments.add(new ExportedEntry.Array(parameter.name(), parameter.isFloat() ? "float" : "int", HEADER));
        }
        List<Long> local = Arrays.stream(method.local()).boxed().toList();
        return new ExportedMethod(new ExportedEntry(method.text() + ".cl", Sha256.of(text), OPTIONS, method.text(),
                "TornadoVM " + Sdk.VERSION, arguments, local), text);
    }

    /**
     * The method as a device takes it: as offline compilers get it where the device has a binary of that, else as the
     * committed export is.
     */
    static ExportedMethod load(DeviceMethod method, DeviceInfo device) {
        ExportedMethod exported = load(method);
        ExportedMethod offline = exported.offline(method);
        return OfflineBinaries.has(device, offline.entry().sha256()) ? offline : exported;
    }

    /** The same for offline compilers. */
    ExportedMethod offline(DeviceMethod method) {
        List<Long> local = method.hasContext() ? entry.local()
                : method.dimensions() == 1 ? List.of(OFFLINE_GROUP) : List.of(OFFLINE_GROUP, 1L);
        String source = new OfflineSource(local, OFFLINE_UNROLL).of(text);
        return new ExportedMethod(new ExportedEntry(entry.source(), Sha256.of(source), entry.options(), entry.entry(),
                entry.compiler(), entry.arguments(), local, OFFLINE_UNROLL, List.of()), source);
    }

    /** Adds source and description as files. */
    void addTo(Map<String, byte[]> files) {
        files.put(entry.source(), text.getBytes(StandardCharsets.UTF_8));
        files.put(entry.entry() + ".json", entry.toJson().getBytes(StandardCharsets.UTF_8));
    }

    ProgramSource program() {
        return new ProgramSource.OpenClC(entry.entry() + " (" + entry.compiler() + ")", text, entry.options(), Set.of());
    }

    /** Bytes before an array's elements. */
    int header(String array) {
        return entry.arguments().stream()
                .filter(argument -> argument instanceof ExportedEntry.Array(String name, _, _) && name.equals(array))
                .mapToInt(argument -> ((ExportedEntry.Array) argument).header()).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the export of " + entry.entry() + " has no array '" + array
                        + "': it is older than the kernel; export it again"));
    }

    /**
     * Sets all arguments of the entry point.
     *
     * @param unused a buffer of {@link #UNUSED_BYTES}
     * @param buffers of the arrays in their order
     */
    void bind(Entry point, Buffer unused, List<Buffer> buffers) {
        int next = 0;
        for (int i = 0; i < entry.arguments().size(); i++) {
            switch (entry.arguments().get(i)) {
                case ExportedEntry.Array _ -> point.arg(i, buffers.get(next++));
                case ExportedEntry.Unused _ -> point.arg(i, unused);
                case ExportedEntry.Local local -> point.local(i, local.bytes());
            }
        }
    }
}
