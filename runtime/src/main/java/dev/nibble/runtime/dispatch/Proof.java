package dev.nibble.runtime.dispatch;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.tensor.Shape;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.oracle.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the contract of one kernel on one device. */
final class Proof {
    /** Weights are tried up to this many elements, and sums up to this many products. */
    private static final long MAX_ELEMENTS = 1L << 21;

    private static final long MAX_PRODUCTS = 1L << 25;

    /** What kernels may ask extents to be a multiple of. */
    private static final long ALIGNED = 128;

    private final Registry registry;
    private final Kernel kernel;
    private final Device device;
    private final int threads;

    Proof(Registry registry, Kernel kernel, Device device, int threads) {
        this.registry = registry;
        this.kernel = kernel;
        this.device = device;
        this.threads = threads;
    }

    /** On the operation's test cases, and on the request itself where it is no larger than they are. */
    Contract general(ContractKey key, OpSpec asked) {
        return prove(key, generalCases(asked));
    }

    /** On the request itself or, where that is very large, on parts of its weight. */
    Contract atSize(ContractKey key, OpSpec asked) {
        return prove(key, largeCases(asked));
    }

    private Contract prove(ContractKey key, List<OpSpec> specs) {
        Oracle oracle = new Oracle(registry, device, threads);
        double worst = 0;
        int done = 0;
        for (OpSpec spec : specs) {
            Verdict verdict = oracle.prove(kernel, spec);
            worst = Math.max(worst, verdict.worstRatio());
            done++;
            if (!verdict.passed()) {
                String what = verdict.fault().isPresent() ? "failed on " : "wrong on ";
                return contract(key, done, worst, what + spec + ", which it says it supports: " + verdict.failure(),
                        verdict.fault());
            }
        }
        return contract(key, done, worst, done == 0 ? "supports accepts no request that could be tested" : "",
                Optional.empty());
    }

    private static Contract contract(ContractKey key, int cases, double worst, String failure,
            Optional<ProgramException.Kind> fault) {
        return new Contract(key, failure.isEmpty(), cases, worst, failure, fault,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** The operation's test cases with values of m of the class asked for, and the request itself. */
    private List<OpSpec> generalCases(OpSpec asked) {
        Op op = registry.op(asked.op());
        MClass wanted = MClass.of(asked.m());
        Set<OpSpec> cases = new LinkedHashSet<>();
        int next = 0;
        for (OpSpec spec : op.cases(asked.format(), asked.activation().representative())) {
            OpSpec candidate = spec.withM(wanted.representative(next));
            if (accepted(op, candidate) && cases.add(candidate)) {
                next++;
            }
        }
        boolean within = SizeClass.of(asked.weight()).equals(SizeClass.GENERAL);
        // A kernel that accepts none of the cases is tried on the request itself, however large.
        if ((within || cases.isEmpty()) && accepted(op, asked)) {
            cases.add(asked);
        }
        return new ArrayList<>(cases);
    }

    private List<OpSpec> largeCases(OpSpec asked) {
        Op op = registry.op(asked.op());
        Shape weight = asked.weight();
        OpSpec representative = asked.withM(MClass.of(asked.m()).atLargeWeights());
        OpSpec spec = accepted(op, representative) ? representative : asked;
        long most = Math.min(MAX_ELEMENTS, Math.max(1, MAX_PRODUCTS / spec.m()));
        if (weight.elements() <= most) {
            return List.of(spec);
        }
        List<OpSpec> parts = new ArrayList<>();
        for (int axis = 0; axis < weight.rank(); axis++) {
            long others = weight.elements() / weight.dim(axis);
            long extent = Math.max(1, most / others);
            Shape part = weight.with(axis, extent < ALIGNED ? extent : extent / ALIGNED * ALIGNED);
            OpSpec candidate = new OpSpec(spec.op(), spec.format(), part, spec.m(), spec.activation());
            if (accepted(op, candidate)) {
                parts.add(candidate);
            }
        }
        return parts.isEmpty() ? List.of(spec) : parts;
    }

    private boolean accepted(Op op, OpSpec spec) {
        return op.supports(spec).supported()
                && spec.format().supports(spec.weight()).supported()
                && kernel.supports(new KernelRequest(spec, device.info(), threads)).supported();
    }
}
