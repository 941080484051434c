package dev.nibble.kernels.opencl;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.device.program.Buffer;
import dev.nibble.api.device.program.CommandQueue;
import dev.nibble.api.device.program.Entry;
import dev.nibble.api.device.program.Program;
import dev.nibble.api.device.program.ProgramSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Measures what a device reaches at best, by its own clock: reading a large buffer, reading one that its cache holds, and
 * multiplying and adding in registers. The best of several runs counts, because other work on the machine only slows.
 */
final class DeviceCeiling {
    private static final int RUNS = 7;
    private static final long LARGE = 256L << 20;
    private static final long SMALLEST = 1L << 20;
    private static final int FLOATS_PER_READ = 16;
    private static final int ROUNDS = 2000;
    /** Each round multiplies and adds 8 vectors of 8 floats. */
    private static final long FLOPS_PER_ROUND = 2L * 8 * 8;

    private final OpenClDevice device;
    private final long items;
    private final boolean contiguous;
    private final long cacheBytes;

    DeviceCeiling(OpenClDevice device, int computeUnits, long cacheBytes) {
        this.device = device;
        this.cacheBytes = cacheBytes;
        // A core reads best what lies together; the items of a GPU's group read best side by side.
        this.contiguous = device.info().kind() == DeviceKind.CPU;
        this.items = contiguous ? 4L * computeUnits : 2048L * computeUnits;
    }

    Ceiling measure(int threads) {
        try (Program program = device.build(ProgramSource.openClC("ceiling", text()));
                CommandQueue queue = device.queue();
                Buffer results = device.allocate(Float.BYTES * items)) {
            long large = Math.min(LARGE, Math.min(device.limits().allocationBytes(), device.info().memoryBytes() / 8));
            double memory = read(program, queue, results, large);
            double cached = read(program, queue, results, Math.clamp(cacheBytes / 2, SMALLEST, large));
            return new Ceiling(memory, Math.max(memory, cached), multiply(program, queue, results), threads);
        }
    }

    /** Bytes per second. */
    private double read(Program program, CommandQueue queue, Buffer results, long bytes) {
        // The cache of a GPU may hold less than one read of every item.
        int reads = Math.max(1, Math.toIntExact(bytes / (Float.BYTES * FLOATS_PER_READ) / items));
        try (Buffer data = device.allocate(reads * items * Float.BYTES * FLOATS_PER_READ); Entry fill = program.entry("fill");
                Entry read = program.entry("read")) {
            fill.arg(0, data);
            queue.launch(fill, new long[] {reads * items}, new long[0]);
            queue.finish();
            read.arg(0, data).arg(1, results).arg(2, reads).arg(3, contiguous ? 1 : 0);
            return (double) data.bytes() / best(queue, read) * 1e9;
        }
    }

    private double multiply(Program program, CommandQueue queue, Buffer results) {
        try (Entry multiply = program.entry("multiply")) {
            multiply.arg(0, results).arg(1, ROUNDS).arg(2, 0.5f);
            return (double) items * ROUNDS * FLOPS_PER_ROUND / best(queue, multiply) * 1e9;
        }
    }

    /** Nanoseconds; at least 1. */
    private long best(CommandQueue queue, Entry entry) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            queue.launch(entry, new long[] {items}, new long[0]);
            queue.finish();
            best = Math.min(best, queue.times().kernel());
        }
        return Math.max(1, best);
    }

    private static String text() {
        try (InputStream in = DeviceCeiling.class.getResourceAsStream("ceiling.cl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("ceiling.cl of this module cannot be read", e);
        }
    }
}
