package dev.nibble.harness.cell;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.Device;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.kernel.DeviceTimes;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Support;
import dev.nibble.harness.timing.CeilingShare;
import dev.nibble.harness.timing.KernelStage;
import dev.nibble.harness.timing.KernelTimer;
import dev.nibble.harness.timing.TimedRun;
import dev.nibble.harness.timing.WrongAfterTimingException;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Metric.Better;
import dev.nibble.harness.trace.Metric.Role;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.runtime.dispatch.Contract;
import dev.nibble.runtime.dispatch.Contracts;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.oracle.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;

/** Runs kernel cells: proves the kernel on the exact case, and only then times it, and then judges the result again. */
final class KernelCells {
    /** A hot run is at most this much slower than a cold one, which noise explains. */
    private static final double IMPLAUSIBLE = 1.5;

    /** Timings of one cell: hot, cold, and hot again. */
    private static final int MOST_RUNS = 5;

    private static final long SEED = 1;
    /** Runs whose device times are read, beside those that JMH times. */
    private static final int DEVICE_TIMED_RUNS = 20;

    private final Registry registry;
    private final Contracts contracts;
    private final Device device;
    private final BiFunction<Device, Integer, Ceiling> ceiling;
    private final Set<String> compiled;

    /**
     * @param ceiling measures a device's ceiling with a number of threads, or remembers it
     * @param compiled kernels with formats that were timed in this JVM before; those timed now are added
     */
    KernelCells(Registry registry, Contracts contracts, Device device, BiFunction<Device, Integer, Ceiling> ceiling,
            Set<String> compiled) {
        this.registry = registry;
        this.contracts = contracts;
        this.device = device;
        this.ceiling = ceiling;
        this.compiled = compiled;
    }

    Outcome run(Cell.KernelCell cell, CellTask task) throws IOException {
        OpSpec spec = Cases.spec(registry, cell);
        Kernel kernel = registry.kernel(cell.kernel());
        Support support = Cases.answer(registry, kernel, spec, device.info(), cell.threads());
        if (!support.supported()) {
            return new Outcome.Unsupported(Cases.reasons(support));
        }
        Oracle oracle = new Oracle(registry, device, cell.threads());
        Verdict verdict = oracle.prove(kernel, spec);
        if (!verdict.passed()) {
            return refuted(cell, verdict);
        }
        if (task.contracts()) {
            Contract contract = contracts.contract(kernel, spec, device, cell.threads());
            if (contract.fault().isPresent()) {
                return failed(cell, contract.fault().get(), "its contract: " + contract.failure());
            }
            if (!contract.passed()) {
                return new Outcome.Wrong("the kernel's contract failed: " + contract.failure(), 0, contract.worstRatio(), -1);
            }
        }
        List<Metric> metrics = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        metrics.add(Metric.of("error.ratio", "", Role.SECONDARY, Better.LOWER, verdict.worstRatio()));
        if (!cell.timed()) {
            return new Outcome.Passed(metrics, notes, Map.of());
        }
        try {
            return time(cell, task, spec, kernel, oracle, metrics, notes);
        } catch (ProgramException e) {
            return failed(cell, e.kind(), "when it was timed: " + e.getMessage());
        }
    }

    private Outcome time(Cell.KernelCell cell, CellTask task, OpSpec spec, Kernel kernel, Oracle oracle,
            List<Metric> metrics, List<String> notes) throws IOException {
        Op op = registry.op(spec.op());
        CeilingShare share = new CeilingShare(ceiling.apply(device, cell.threads()), op.cost(spec), device.info().kind());
        metrics.add(Metric.of("bytes", "bytes", Role.SECONDARY, Better.NEITHER, op.cost(spec).bytes()));
        metrics.add(Metric.of("flops", "flops", Role.SECONDARY, Better.NEITHER, op.cost(spec).flops()));
        long cold = task.timing().coldBytes();
        List<String> modes = new ArrayList<>(cold > 0 ? List.of("hot", "cold") : List.of("hot"));
        for (int i = 0; i < modes.size(); i++) {
            String mode = modes.get(i);
            try (KernelStage stage = new KernelStage(
                    kernel, op, spec, device, cell.threads(), mode.equals("hot") ? 0 : cold, SEED)) {
                Optional<Verdict> bad = time(mode, cell, task, stage, oracle, share, metrics, notes);
                if (bad.isPresent()) {
                    return refuted(cell, bad.get());
                }
            }
            if (modes.size() < MOST_RUNS && i == modes.size() - 1 && hotIsSlowerThanCold(metrics)) {
                forgetHot(metrics, notes);
                modes.add("hot");
            }
        }
        if (hotIsSlowerThanCold(metrics)) {
            notes.add("hot is slower than cold: the JVM was still compiling the kernel, or the machine was busy; do not use it");
        }
        return new Outcome.Passed(metrics, notes, Map.of());
    }

    /** What cannot be: the kernel was timed before the JVM had compiled it, which takes seconds for vector code. */
    private static boolean hotIsSlowerThanCold(List<Metric> metrics) {
        OptionalDouble hot = value(metrics, "time.hot");
        OptionalDouble cold = value(metrics, "time.cold");
        return hot.isPresent() && cold.isPresent() && hot.getAsDouble() > IMPLAUSIBLE * cold.getAsDouble();
    }

    private static OptionalDouble value(List<Metric> metrics, String name) {
        return metrics.stream().filter(metric -> metric.name().equals(name)).mapToDouble(Metric::value).findFirst();
    }

    private static void forgetHot(List<Metric> metrics, List<String> notes) {
        metrics.removeIf(metric -> metric.name().endsWith(".hot") || metric.name().startsWith("device.")
                || metric.name().equals("packed.bytes") || metric.name().equals("prepare.seconds"));
        notes.removeIf(note -> note.startsWith("hot: "));
    }

    /** Times one mode. Returns a verdict only if it is bad. */
    private Optional<Verdict> time(String mode, Cell.KernelCell cell, CellTask task, KernelStage stage, Oracle oracle,
            CeilingShare share, List<Metric> metrics, List<String> notes) throws IOException {
        KernelTimer timer = new KernelTimer(task.timing());
        long coldBytes = mode.equals("hot") ? 0 : task.timing().coldBytes();
        TimedRun run;
        try {
            run = task.timing().forks() == 0
                    ? timer.here(stage, !compiled.add(cell.kernel() + " " + cell.format()))
                    : timer.forked(cell, coldBytes, SEED);
        } catch (WrongAfterTimingException e) {
            return Optional.of(e.verdict());
        }
        if (mode.equals("hot")) {
            metrics.add(Metric.of("packed.bytes", "bytes", Role.SECONDARY, Better.LOWER, stage.packedBytes()));
            metrics.add(Metric.of("prepare.seconds", "s", Role.SECONDARY, Better.LOWER, stage.prepareSeconds()));
            deviceTimes(stage, metrics);
        }
        Role role = mode.equals("hot") ? Role.PRIMARY : Role.SECONDARY;
        Metric time = Metric.ofSamples("time." + mode, "ns", role, Better.LOWER, run.nanos());
        metrics.add(time);
        metrics.add(Metric.of("ceiling.percent." + mode, "%", Role.SECONDARY, Better.HIGHER,
                share.percent(time.value(), stage.workingSetBytes())));
        notes.add(mode + ": " + run.reason());
        stage.remark().or(() -> share.remark(mode, stage.workingSetBytes())).ifPresent(notes::add);
        Verdict after = stage.verify(oracle);
        return after.passed() ? Optional.empty() : Optional.of(after);
    }

    private static void deviceTimes(KernelStage stage, List<Metric> metrics) {
        double[][] times = new double[3][DEVICE_TIMED_RUNS];
        for (int i = 0; i < DEVICE_TIMED_RUNS; i++) {
            stage.run();
            Optional<DeviceTimes> told = stage.lastTimes();
            if (told.isEmpty()) {
                return;
            }
            times[0][i] = told.get().kernel();
            times[1][i] = told.get().toDevice();
            times[2][i] = told.get().fromDevice();
        }
        metrics.add(Metric.ofSamples("device.kernel", "ns", Role.SECONDARY, Better.LOWER, times[0]));
        metrics.add(Metric.ofSamples("device.to", "ns", Role.SECONDARY, Better.LOWER, times[1]));
        metrics.add(Metric.ofSamples("device.from", "ns", Role.SECONDARY, Better.LOWER, times[2]));
    }

    private Outcome refuted(Cell.KernelCell cell, Verdict verdict) {
        return verdict.fault().isPresent()
                ? failed(cell, verdict.fault().get(), verdict.failure())
                : new Outcome.Wrong(verdict.failure(), verdict.maxError(), verdict.worstRatio(), verdict.worstIndex());
    }

    private Outcome failed(Cell.KernelCell cell, ProgramException.Kind kind, String cause) {
        return Outcome.Failed.of(kind,
                "kernel " + cell.kernel() + " on " + cell.device() + " (" + device.info().name() + "), " + cause);
    }
}
