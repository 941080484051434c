package dev.nibble.api.kernel.described;

import dev.nibble.api.device.program.Buffer;
import dev.nibble.api.device.program.CommandQueue;
import dev.nibble.api.device.program.Entry;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** One step of a described kernel, ready to be launched. */
final class Launch implements AutoCloseable {
    private final Entry entry;
    private final SizeExpression[] globalSizes;
    private final long[] global;
    private final long[] local;
    private final List<Resized> resized = new ArrayList<>();

    /** What is set anew for another m. */
    private interface Resized {
        void set(RequestSizes sizes, CommandQueue queue);
    }

    /** Takes the entry, and closes it if this fails. */
    Launch(Entry entry, Step step, RequestSizes sizes, DeviceMemory memory) {
        this.entry = entry;
        this.globalSizes = step.global().stream().map(sizes::parse).toArray(SizeExpression[]::new);
        this.global = new long[globalSizes.length];
        this.local = step.local().stream().mapToLong(sizes::value).toArray();
        try {
            for (int i = 0; i < step.arguments().size(); i++) {
                set(i, step.arguments().get(i), sizes, memory);
            }
        } catch (RuntimeException e) {
            entry.close();
            throw e;
        }
    }

    private void set(int index, Argument argument, RequestSizes sizes, DeviceMemory memory) {
        switch (argument) {
            case Argument.Int it -> {
                SizeExpression value = sizes.parse(it.value());
                resized.add((now, _) -> entry.arg(index, Math.toIntExact(now.value(value))));
            }
            case Argument.Local it -> entry.local(index, sizes.value(it.bytes()));
            case Argument.Ints it -> {
                Buffer buffer = memory.buffer(it);
                entry.arg(index, buffer);
                resized.add(ints(it, buffer, sizes));
            }
            case Argument.OfBuffer it -> entry.arg(index, memory.buffer(it));
        }
    }

    private static Resized ints(Argument.Ints argument, Buffer buffer, RequestSizes sizes) {
        SizeExpression[] values = argument.values().stream().map(sizes::parse).toArray(SizeExpression[]::new);
        MemorySegment host = Arena.ofAuto().allocate(4L * values.length, 4);
        return (now, queue) -> {
            for (int i = 0; i < values.length; i++) {
                host.set(Layouts.INT, 4L * i, Math.toIntExact(now.value(values[i])));
            }
            queue.write(buffer, argument.header(), host, host.byteSize());
        };
    }

    void resize(RequestSizes sizes, CommandQueue queue) {
        for (int i = 0; i < global.length; i++) {
            global[i] = sizes.value(globalSizes[i]);
        }
        for (Resized argument : resized) {
            argument.set(sizes, queue);
        }
    }

    void run(CommandQueue queue) {
        queue.launch(entry, global, local);
    }

    @Override
    public void close() {
        entry.close();
    }
}
