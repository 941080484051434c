package dev.nibble.api.kernel.described;

import dev.nibble.api.device.program.CommandQueue;
import dev.nibble.api.device.program.Entry;
import dev.nibble.api.device.program.ProgramDevice;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.DeviceTimes;
import dev.nibble.api.kernel.PreparedKernel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A described kernel with its weight on a device. */
final class DescribedRun implements PreparedKernel {
    private final RequestSizes sizes;
    private final DeviceMemory memory;
    private final DevicePrograms programs;
    private final CommandQueue queue;
    private final List<Launch> launches = new ArrayList<>();
    private long lastM;

    private DescribedRun(RequestSizes sizes, DeviceMemory memory, DevicePrograms programs, CommandQueue queue) {
        this.sizes = sizes.copy();
        this.memory = memory;
        this.programs = programs;
        this.queue = queue;
    }

    static DescribedRun prepare(DescribedKernel kernel, RequestSizes sizes, ProgramDevice device, QuantizedTensor weight) {
        DescribedRun run = new DescribedRun(sizes, new DeviceMemory(kernel, sizes, device, weight),
                new DevicePrograms(kernel, device), device.queue());
        try {
            for (Step step : kernel.described().steps()) {
                Entry entry = run.programs.entry((Step.OpenClC) step.code());
                run.launches.add(new Launch(entry, step, sizes, run.memory));
            }
            return run;
        } catch (ProgramException e) {
            run.close();
            throw new ProgramException(e.kind(), "kernel '" + kernel.name() + "': " + e.getMessage(), e);
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    @Override
    public long packedBytes() {
        return memory.packedBytes();
    }

    @Override
    public void run(long m, MemorySegment input, MemorySegment output, MemorySegment workspace) {
        try {
            if (m != lastM) {
                resize(m);
            }
            memory.writeInput(queue, input);
            for (int i = 0; i < launches.size(); i++) {
                launches.get(i).run(queue);
            }
            memory.readOutput(queue, output);
            queue.finish();
        } catch (RuntimeException e) {
            drain(e);
            throw e;
        }
    }

    private void resize(long m) {
        lastM = 0;
        sizes.setM(m);
        memory.resize(sizes);
        for (Launch launch : launches) {
            launch.resize(sizes, queue);
        }
        lastM = m;
    }

    /** What was queued before a failure still uses the caller's memory. */
    private void drain(RuntimeException cause) {
        lastM = 0; // whether the sizes arrived is not known
        try {
            queue.finish();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public Optional<DeviceTimes> lastTimes() {
        return Optional.of(queue.times());
    }

    @Override
    public void close() {
        try {
            queue.close();
        } finally {
            launches.forEach(Launch::close);
            programs.close();
            memory.close();
        }
    }
}
