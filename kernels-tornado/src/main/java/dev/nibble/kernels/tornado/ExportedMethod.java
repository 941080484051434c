package dev.nibble.kernels.tornado;

import dev.nibble.api.device.program.Buffer;
import dev.nibble.api.device.program.Entry;
import dev.nibble.api.device.program.ProgramSource;
import java.util.List;

record ExportedMethod(int header, ProgramSource program) {
    static final long UNUSED_BYTES = 16;
    static final long LARGEST_HEADER = 24;
    static ExportedMethod load(DeviceMethod method) { return null; }
    void bind(Entry entry, Buffer unused, List<Buffer> buffers) { }
}
