package dev.nibble.api.kernel.described;

import dev.nibble.api.device.program.BoundMethod;
import dev.nibble.api.device.program.MethodCall;
import dev.nibble.api.device.program.MethodCall.Role;
import dev.nibble.api.device.program.MethodDevice;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.DeviceTimes;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A described kernel whose step is a Java method, with its weight on a device. */
final class MethodRun implements PreparedKernel {
    private static final int NONE = -1;

    private final RequestSizes sizes;
    private final Step step;
    private final Arena arena = Arena.ofShared();
    private final List<Sizes> resized = new ArrayList<>();
    private final SizeExpression[] globalSizes;
    private final long[] global;
    private int input = NONE;
    private SizeExpression inputBytes;
    private int output = NONE;
    private SizeExpression outputBytes;
    private long packedBytes;
    private BoundMethod bound;
    private long lastM;

    /** An argument of the role ints. */
    private record Sizes(int argument, SizeExpression[] values, MemorySegment host) {}

    private MethodRun(RequestSizes sizes, Step step) {
        this.sizes = sizes.copy();
        this.step = step;
        this.globalSizes = step.global().stream().map(sizes::parse).toArray(SizeExpression[]::new);
        this.global = new long[globalSizes.length];
    }

    static MethodRun prepare(DescribedKernel kernel, RequestSizes sizes, MethodDevice device, QuantizedTensor weight) {
        Step step = kernel.described().steps().getFirst();
        MethodRun run = new MethodRun(sizes, step);
        try {
            List<MethodCall.Argument> arguments = new ArrayList<>();
            for (Argument argument : step.arguments()) {
                arguments.add(run.argument(arguments.size(), argument, kernel, weight));
            }
            Step.JavaMethod method = (Step.JavaMethod) step.code();
            run.bound = device.bind(new MethodCall(owner(kernel, method), method.method(), arguments,
                    step.global().stream().map(sizes::value).toList(), step.local().stream().map(sizes::value).toList()));
            return run;
        } catch (ProgramException e) {
            run.close();
            throw new ProgramException(e.kind(), "kernel '" + kernel.name() + "': " + e.getMessage(), e);
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    /** @throws ProgramException if it is not there, or comes from elsewhere than the kernel */
    private static Class<?> owner(DescribedKernel kernel, Step.JavaMethod method) {
        try {
            Class<?> owner = Class.forName(method.owner(), false, kernel.getClass().getClassLoader());
            if (!String.valueOf(owner.getProtectionDomain().getCodeSource()).equals(
                    String.valueOf(kernel.getClass().getProtectionDomain().getCodeSource()))) {
                throw new ProgramException(ProgramException.Kind.BUILD, method.name() + " is not in the jar of the kernel, "
                        + kernel.getClass().getName() + ", so that no lint has seen it: put both into one jar");
            }
            return owner;
        } catch (ClassNotFoundException | LinkageError e) {
            throw new ProgramException(ProgramException.Kind.BUILD, "the class of " + method.name() + " cannot be loaded: " + e, e);
        }
    }

    private MethodCall.Argument argument(int index, Argument argument, DescribedKernel kernel, QuantizedTensor weight) {
        return switch (argument) {
            case Argument.OfComponent it -> packed(weight.component(it.name()).data());
            case Argument.Packed it -> packed(DeviceMemory.packed(kernel, it, sizes, weight));
            case Argument.Scratch it -> MethodCall.Argument.room(Role.LASTING, sizes.value(it.bytes()));
            case Argument.Ints it -> {
                SizeExpression[] values = it.values().stream().map(sizes::parse).toArray(SizeExpression[]::new);
                MemorySegment host = arena.allocate(Integer.BYTES * (long) values.length, Integer.BYTES);
                resized.add(new Sizes(index, values, host));
                yield MethodCall.Argument.of(Role.INPUT, host);
            }
            case Argument.Input it -> {
                input = index;
                inputBytes = sizes.parse(it.bytes());
                yield MethodCall.Argument.room(Role.INPUT, sizes.value(it.bytes()));
            }
            case Argument.Output it -> {
                output = index;
                outputBytes = sizes.parse(it.bytes());
                yield MethodCall.Argument.room(Role.OUTPUT, sizes.value(it.bytes()));
            }
            case Argument.Int _, Argument.Local _ -> throw new IllegalStateException(
                    step.code().name() + " has an argument that descriptions of methods cannot have");
        };
    }

    private MethodCall.Argument packed(MemorySegment content) {
        packedBytes += content.byteSize();
        return MethodCall.Argument.of(Role.LASTING, content);
    }

    @Override
    public long packedBytes() {
        return packedBytes;
    }

    @Override
    public void run(long m, MemorySegment x, MemorySegment y, MemorySegment workspace) {
        try {
            if (m != lastM) {
                resize(m);
            }
            if (input != NONE) {
                bound.write(input, x, sizes.value(inputBytes));
            }
            bound.launch(global);
            bound.read(output, y, sizes.value(outputBytes));
            bound.finish();
        } catch (RuntimeException e) {
            lastM = 0; // whether the sizes arrived is not known
            throw e;
        }
    }

    private void resize(long m) {
        lastM = 0;
        sizes.setM(m);
        for (int i = 0; i < global.length; i++) {
            global[i] = sizes.value(globalSizes[i]);
        }
        for (Sizes it : resized) {
            for (int i = 0; i < it.values().length; i++) {
                it.host().set(Layouts.INT, (long) Integer.BYTES * i, Math.toIntExact(sizes.value(it.values()[i])));
            }
            bound.write(it.argument(), it.host(), it.host().byteSize());
        }
        lastM = m;
    }

    @Override
    public Optional<DeviceTimes> lastTimes() {
        return bound.times();
    }

    @Override
    public void close() {
        try {
            if (bound != null) {
                bound.close();
            }
        } finally {
            if (arena.scope().isAlive()) {
                arena.close();
            }
        }
    }
}
