package dev.nibble.runtime.dispatch;

import dev.nibble.api.device.Device;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.oracle.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes the contract of one kernel on one device. */
final class Proof {
    /** Weights of the request's own shape are tried up to this many elements, and sums up to this many products. */
    private static final long MAX_ELEMENTS = 1L << 22;

    private static final long MAX_PRODUCTS = 1L << 25;

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

    Contract of(OpSpec asked) {
        ContractKey key = ContractKey.of(registry, kernel, asked, device.info(), threads);
        Oracle oracle = new Oracle(registry, device, threads);
        double worst = 0;
        int done = 0;
        for (OpSpec spec : cases(asked)) {
            Verdict verdict = oracle.prove(kernel, spec);
            worst = Math.max(worst, verdict.worstRatio());
            done++;
            if (!verdict.passed()) {
                return contract(key, done, worst, "supports is not honest about " + spec + ": " + verdict.failure());
            }
        }
        return contract(key, done, worst, done == 0 ? "supports accepts no request that could be tested" : "");
    }

    private static Contract contract(ContractKey key, int cases, double worst, String failure) {
        return new Contract(key, failure.isEmpty(), cases, worst, failure, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** The operation's test cases with values of m of the class asked for, and the request itself. */
    private List<OpSpec> cases(OpSpec asked) {
        Op op = registry.op(asked.op());
        MClass wanted = MClass.of(asked.m());
        Set<OpSpec> cases = new LinkedHashSet<>();
        int next = 0;
        for (OpSpec spec : op.cases(asked.format(), asked.activation())) {
            OpSpec candidate = spec.withM(wanted.representative(next));
            if (accepted(op, candidate) && cases.add(candidate)) {
                next++;
            }
        }
        boolean small = asked.weight().elements() <= MAX_ELEMENTS && asked.weight().elements() * asked.m() <= MAX_PRODUCTS;
        // A kernel that accepts none of the cases is tried on the request itself, however large.
        if ((small || cases.isEmpty()) && accepted(op, asked)) {
            cases.add(asked);
        }
        return new ArrayList<>(cases);
    }

    private boolean accepted(Op op, OpSpec spec) {
        return op.supports(spec).supported()
                && spec.format().supports(spec.weight()).supported()
                && kernel.supports(new KernelRequest(spec, device.info(), threads)).supported();
    }
}
