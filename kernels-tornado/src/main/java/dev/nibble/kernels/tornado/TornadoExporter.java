package dev.nibble.kernels.tornado;

import dev.nibble.api.kernel.KernelExporter;
import dev.nibble.api.plugin.Support;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Exports the methods of this module as OpenCL C. */
public final class TornadoExporter implements KernelExporter {
    @Override
    public String name() {
        return "tornado";
    }

    @Override
    public String description() {
        return "the methods of the tornado kernels as OpenCL C, each with a description in JSON";
    }

    @Override
    public Support usable() {
        return Sdk.support(Sdk.find());
    }

    @Override
    public Map<String, byte[]> export() {
        Optional<Sdk> sdk = Sdk.find();
        if (!Sdk.support(sdk).supported()) {
            throw new IllegalStateException("the tornado kernels cannot be exported here: " + Sdk.support(sdk));
        }
        Map<String, byte[]> files = new TreeMap<>();
        new MethodExport(sdk.get()).sources().forEach((method, text) -> {
            ExportedMethod exported = ExportedMethod.of(method, text);
            files.put(exported.entry().source(), text.getBytes(StandardCharsets.UTF_8));
            files.put(method.text() + ".json", exported.entry().toJson().getBytes(StandardCharsets.UTF_8));
        });
        return files;
    }
}
