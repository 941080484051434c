package dev.nibble.kernels.tornado;

import dev.nibble.api.device.program.BoundMethod;
import dev.nibble.api.device.program.Buffer;
import dev.nibble.api.device.program.CommandQueue;
import dev.nibble.api.device.program.Entry;
import dev.nibble.api.device.program.MethodCall;
import dev.nibble.api.device.program.Program;
import dev.nibble.api.device.program.ProgramDevice;
import dev.nibble.api.kernel.DeviceTimes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Methods as the OpenCL C that TornadoVM made of them, on a device that builds programs.
 *
 * @param device where
 */
record ExportedRuntime(ProgramDevice device) implements MethodRuntime {
    @Override
    public BoundMethod bind(DeviceMethod method, List<MethodCall.Argument> arguments, long[] largest) {
        Bound bound = new Bound(device, method);
        try {
            bound.bind(device, arguments);
            return bound;
        } catch (RuntimeException e) {
            bound.close();
            throw e;
        }
    }

    /** An entry point of its own, with its buffers. */
    private static final class Bound implements BoundMethod {
        private final ExportedMethod exported;
        private final int[] headers;
        private final long[] local;
        private final long[] rounded;
        private final List<Buffer> buffers = new ArrayList<>();
        private final CommandQueue queue;
        private final Program program;
        private final Entry entry;

        Bound(ProgramDevice device, DeviceMethod method) {
            exported = ExportedMethod.load(method, device.info());
            headers = method.parameters().stream().mapToInt(parameter -> exported.header(parameter.name())).toArray();
            local = exported.entry().local().stream().mapToLong(Long::longValue).toArray();
            rounded = new long[method.dimensions()];
            program = device.build(exported.program());
            entry = program.entry(method.text());
            queue = device.queue();
        }

        void bind(ProgramDevice device, List<MethodCall.Argument> arguments) {
            for (int i = 0; i < headers.length; i++) {
                MethodCall.Argument argument = arguments.get(i);
                buffers.add(device.allocate(headers[i] + Math.max(1, argument.bytes())));
                if (argument.isFilled()) {
                    write(i, argument.content(), argument.bytes());
                }
            }
            Buffer unused = device.allocate(ExportedMethod.UNUSED_BYTES);
            buffers.add(unused);
            exported.bind(entry, unused, buffers);
            queue.finish(); // the contents are the caller's
        }

        @Override
        public void write(int argument, MemorySegment from, long bytes) {
            queue.write(buffers.get(argument), headers[argument], from, bytes);
        }

        @Override
        public void launch(long[] global) {
            // Work items too many stop at the sizes that they are given.
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = local.length == 0 ? global[i] : Math.ceilDiv(global[i], local[i]) * local[i];
            }
            queue.launch(entry, rounded, local);
        }

        @Override
        public void read(int argument, MemorySegment to, long bytes) {
            queue.read(buffers.get(argument), headers[argument], to, bytes);
        }

        @Override
        public void finish() {
            queue.finish();
        }

        @Override
        public Optional<DeviceTimes> times() {
            return Optional.of(queue.times());
        }

        @Override
        public void close() {
            try {
                queue.close();
            } finally {
                entry.close();
                program.close();
                buffers.forEach(Buffer::close);
            }
        }
    }
}
