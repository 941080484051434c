package dev.nibble.kernels.tornado;

import dev.nibble.api.kernel.KernelExporter;
import dev.nibble.api.plugin.Support;
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
        return "the methods of the tornado kernels as OpenCL C, for drivers or for offline compilers, described in JSON";
    }

    @Override
    public Support usable(Target target) {
        return switch (target) {
            case OPENCL -> Sdk.support(Sdk.find());
            case FPGA -> Support.yes();
        };
    }

    @Override
    public Map<String, byte[]> export(Target target) {
        return switch (target) {
            case OPENCL -> compiled();
            case FPGA -> OfflineExport.files();
        };
    }

    private static Map<String, byte[]> compiled() {
        Optional<Sdk> sdk = Sdk.find();
        if (!Sdk.support(sdk).supported()) {
            throw new IllegalStateException("the tornado kernels cannot be exported here: " + Sdk.support(sdk));
        }
        Map<String, byte[]> files = new TreeMap<>();
        new MethodExport(sdk.get()).sources().forEach((method, text) -> ExportedMethod.of(method, text).addTo(files));
        return files;
    }
}
