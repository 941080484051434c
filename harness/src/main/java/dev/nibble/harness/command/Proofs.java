package dev.nibble.harness.command;

import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.cell.Cases;
import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.command.DoctorCommand.Finding;
import dev.nibble.harness.file.HarnessCache;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.sweep.CellCommand;
import dev.nibble.harness.sweep.UsualFormats;
import dev.nibble.harness.sweep.WorkerPaths;
import dev.nibble.harness.timing.TimingPolicy;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.worker.WorkerKind;
import dev.nibble.harness.worker.WorkerLaunch;
import dev.nibble.harness.worker.Workers;
import dev.nibble.runtime.dispatch.Contract;
import dev.nibble.runtime.dispatch.Contracts;
import dev.nibble.runtime.dispatch.FileContractStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The contracts of kernels on one device: known ones, and those that a worker proves when they are asked for. */
final class Proofs implements AutoCloseable {
    /** What stands before the command that makes a contract. */
    static final String COMMAND = "this proves it: ";

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Registry registry;
    private final WorkerPaths paths;
    private final CellCommand command;
    private final Devices.Found device;
    private final int threads;
    private final boolean prove;
    private final Contracts contracts;
    private final Workers workers = new Workers(WorkerLaunch.likeThis(HarnessCache.logs()));

    /** @param prove whether a contract that is not known is made */
    Proofs(PluginSnapshot plugins, Devices.Found device, int threads, boolean prove) {
        this.registry = plugins.registry();
        this.paths = new WorkerPaths(plugins, new Devices(List.of(device)));
        this.command = CellCommand.of(plugins);
        this.device = device;
        this.threads = threads;
        this.prove = prove;
        this.contracts = new Contracts(registry, new FileContractStore(HarnessCache.contracts()));
    }

    /**
     * What is known of a kernel.
     *
     * @param problem why there is no contract; empty if there is one
     */
    record State(Optional<Contract> contract, String problem) {}

    /** The contract for a case that the kernel says it supports. */
    State of(Kernel kernel, OpSpec spec) {
        Optional<Contract> known = contracts.known(kernel, spec, device.info(), threads);
        if (known.isPresent() || !prove) {
            return new State(known, known.isPresent() ? "" : "not proven here yet; " + COMMAND + command.of(cell(kernel, spec)));
        }
        Outcome outcome = run(kernel, spec);
        Optional<Contract> made = contracts.known(kernel, spec, device.info(), threads);
        return new State(made, made.isPresent() ? "" : "could not be proven: " + describe(outcome));
    }

    /** Starts a worker for a device and lets it prove the first kernel that has a test case. */
    static Finding probe(PluginSnapshot plugins, Devices.Found device) {
        Registry registry = plugins.registry();
        try (Proofs proofs = new Proofs(plugins, device, 1, true)) {
            for (Kernel kernel : registry.kernels()) {
                Optional<OpSpec> spec = UsualFormats.of(registry).formats().stream()
                        .flatMap(format -> registry.op(kernel.op()).cases(format, dev.nibble.api.op.Activation.F32).stream())
                        .filter(each -> Cases.support(registry, kernel, each, device.info(), 1).supported())
                        .findFirst();
                if (spec.isPresent()) {
                    return finding(device, kernel, proofs.run(kernel, spec.get()));
                }
            }
        }
        return Finding.warn("worker", "not tried: no kernel serves device " + device.info().id(),
                "'nibble support" + plugins.options() + "' tells why");
    }

    private static Finding finding(Devices.Found device, Kernel kernel, Outcome outcome) {
        return outcome instanceof Outcome.Passed
                ? Finding.ok("worker", "started for " + device.info().runtime() + " and proved " + kernel.name())
                : Finding.fail("worker", kernel.name() + " on " + device.info().id() + ": " + describe(outcome),
                        "its log is in " + HarnessCache.logs());
    }

    private Cell cell(Kernel kernel, OpSpec spec) {
        List<Long> weight = Arrays.stream(spec.weight().toArray()).boxed().toList();
        return new Cell.KernelCell(spec.op(), spec.format().text(), weight, spec.m(), spec.activation().toString(),
                kernel.name(), device.info().id(), threads, false);
    }

    private Outcome run(Kernel kernel, OpSpec spec) {
        Cell cell = cell(kernel, spec);
        CellTask task = new CellTask(cell, TimingPolicy.quick(), true, CellTask.ALL_SENTENCES);
        WorkerKind kind = new WorkerKind(
                device.info().runtime(), device.provider().jvmArguments(), paths.of(cell).classPath());
        return workers.run(kind, task, LIMIT).result().outcome();
    }

    static String describe(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Passed _ -> "passed, and its contract was not kept";
            case Outcome.Wrong wrong -> "wrong: " + wrong.message();
            case Outcome.Unsupported unsupported -> "unsupported: " + String.join("; ", unsupported.reasons());
            case Outcome.Failed failed -> failed.kind() + ": " + failed.message();
            case Outcome.TimedOut timedOut -> "no answer within " + Math.round(timedOut.seconds()) + " s";
        };
    }

    @Override
    public void close() {
        workers.close();
    }
}
