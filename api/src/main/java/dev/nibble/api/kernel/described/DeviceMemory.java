package dev.nibble.api.kernel.described;

import dev.nibble.api.device.program.Buffer;
import dev.nibble.api.device.program.CommandQueue;
import dev.nibble.api.device.program.ProgramDevice;
import dev.nibble.api.format.QuantizedTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The buffers of a described kernel. Steps that name the same buffer share it. */
final class DeviceMemory implements AutoCloseable {
    private final DescribedKernel kernel;
    private final RequestSizes largest;
    private final ProgramDevice device;
    private final QuantizedTensor weight;
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();
    private long packedBytes;
    private Moved input;
    private Moved output;

    /** What is copied at each call. */
    private static final class Moved {
        final Buffer buffer;
        final int header;
        final SizeExpression size;
        long bytes;

        Moved(Buffer buffer, int header, SizeExpression size) {
            this.buffer = buffer;
            this.header = header;
            this.size = size;
        }
    }

    DeviceMemory(DescribedKernel kernel, RequestSizes largest, ProgramDevice device, QuantizedTensor weight) {
        this.kernel = kernel;
        this.largest = largest;
        this.device = device;
        this.weight = weight;
    }

    long packedBytes() {
        return packedBytes;
    }

    /** The buffer of an argument, made at its first use. */
    Buffer buffer(Argument.OfBuffer argument) {
        return switch (argument) {
            case Argument.OfComponent it -> weight("component " + it.name() + " " + it.header(), it.header(),
                    () -> weight.component(it.name()).data());
            case Argument.Packed it -> weight("packed " + it.name() + " " + it.header(), it.header(),
                    () -> packed(kernel, it, largest, weight));
            case Argument.Scratch it -> shared("scratch " + it.name(), it.header(), largest.value(it.bytes()));
            case Argument.Ints it -> shared("ints " + it, it.header(), 4L * it.values().size());
            case Argument.Input it -> {
                Buffer buffer = shared("input", it.header(), largest.value(it.bytes()));
                input = new Moved(buffer, it.header(), largest.parse(it.bytes()));
                yield buffer;
            }
            case Argument.Output it -> {
                Buffer buffer = shared("output", it.header(), largest.value(it.bytes()));
                output = new Moved(buffer, it.header(), largest.parse(it.bytes()));
                yield buffer;
            }
        };
    }

    /** @throws IllegalStateException if the kernel's class makes another size of it than described */
    static MemorySegment packed(DescribedKernel kernel, Argument.Packed argument, RequestSizes sizes, QuantizedTensor weight) {
        MemorySegment packed = kernel.pack(argument.name(), weight);
        long expected = sizes.value(argument.bytes());
        if (packed.byteSize() != expected) {
            throw new IllegalStateException("kernel '" + kernel.name() + "' packed '" + argument.name() + "' into " + packed.byteSize()
                    + " bytes, but its description says " + argument.bytes() + " = " + expected);
        }
        return packed;
    }

    private Buffer weight(String key, int header, Supplier<MemorySegment> content) {
        Buffer known = buffers.get(key);
        if (known != null) {
            return known;
        }
        MemorySegment data = content.get();
        packedBytes += data.byteSize();
        if (header == 0) {
            Buffer buffer = device.upload(data);
            buffers.put(key, buffer);
            return buffer;
        }
        Buffer buffer = shared(key, header, data.byteSize());
        try (CommandQueue queue = device.queue()) {
            queue.write(buffer, header, data, data.byteSize());
            queue.finish();
        }
        return buffer;
    }

    private Buffer shared(String key, int header, long bytes) {
        Buffer known = buffers.get(key);
        if (known != null) {
            if (known.bytes() < Math.addExact(bytes, header)) {
                throw new IllegalArgumentException("kernel '" + kernel.name() + "' describes '" + key + "' twice, first with "
                        + known.bytes() + " bytes and then with more: " + Math.addExact(bytes, header));
            }
            return known;
        }
        Buffer buffer = device.allocate(Math.addExact(bytes, header));
        buffers.put(key, buffer);
        if (header > 0) {
            try (Arena arena = Arena.ofShared(); CommandQueue queue = device.queue()) {
                queue.write(buffer, 0, arena.allocate(header), header);
                queue.finish();
            }
        }
        return buffer;
    }

    void resize(RequestSizes sizes) {
        if (input != null) {
            input.bytes = sizes.value(input.size);
        }
        output.bytes = sizes.value(output.size);
    }

    void writeInput(CommandQueue queue, MemorySegment from) {
        if (input != null) {
            queue.write(input.buffer, input.header, from, input.bytes);
        }
    }

    void readOutput(CommandQueue queue, MemorySegment to) {
        queue.read(output.buffer, output.header, to, output.bytes);
    }

    @Override
    public void close() {
        buffers.values().forEach(Buffer::close);
    }
}
