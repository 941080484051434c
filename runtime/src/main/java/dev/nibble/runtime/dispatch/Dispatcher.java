package dev.nibble.runtime.dispatch;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Lint;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Support;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Chooses kernels for requests on one device. A kernel is eligible if the shapes fit, the device is usable, the kernel's
 * own {@code supports} says yes and its contract passed on this device. Of several, the first by the preference given and
 * then by the registry's order serves. Reference kernels serve under {@link Fallback#REFERENCE} only, when no other is
 * eligible, and each use is counted. Safe for use by many threads.
 */
public final class Dispatcher {
    private final Registry registry;
    private final Device device;
    private final int threads;
    private final Contracts contracts;
    private final Fallback fallback;
    private final List<String> preferred;
    private final List<String> fallbacks = new CopyOnWriteArrayList<>();

    /**
     * @param threads host threads for each kernel
     * @param preferred names of kernels to try first, in order; may name kernels of several operations
     * @throws NoSuchPluginException if a preferred kernel does not exist, with the names of those that do
     * @throws IllegalArgumentException if a preferred kernel can never be chosen: its operation does not exist, or it is
     *     a reference and the policy is strict
     */
    public Dispatcher(
            Registry registry, Device device, int threads, Contracts contracts, Fallback fallback, List<String> preferred) {
        this.registry = registry;
        this.device = device;
        this.threads = threads;
        this.contracts = contracts;
        this.fallback = fallback;
        this.preferred = List.copyOf(preferred);
        for (String name : this.preferred) {
            requireUseful(registry.kernel(name));
        }
    }

    private void requireUseful(Kernel kernel) {
        if (registry.ops().stream().noneMatch(op -> op.name().equals(kernel.op()))) {
            throw new IllegalArgumentException("preferred kernel '" + kernel.name() + "' can never be chosen: it is for"
                    + " operation '" + kernel.op() + "', which is not on the class path");
        }
        if (kernel.isReference() && fallback == Fallback.STRICT) {
            throw new IllegalArgumentException("preferred kernel '" + kernel.name() + "' can never be chosen: it is a"
                    + " reference, and the fallback policy is strict; choose Fallback.REFERENCE to allow it");
        }
    }

    /**
     * Refuses, before anything runs, a configuration that cannot serve these requests: one of them has no eligible
     * kernel, or a preferred kernel is for another operation or can serve none of them. Proves kernels where needed.
     *
     * @throws IllegalArgumentException if a preferred kernel can serve none, with every failed requirement
     * @throws NoEligibleKernelException if a request has no kernel
     */
    public void requireServes(Collection<OpSpec> specs) {
        for (String name : preferred) {
            Kernel kernel = registry.kernel(name);
            List<OpSpec> own = specs.stream().filter(spec -> spec.op().equals(kernel.op())).toList();
            if (own.isEmpty()) {
                throw new IllegalArgumentException("preferred kernel '" + name + "' is for operation '" + kernel.op()
                        + "', and no request is");
            }
            List<Support> answers = own.stream().map(spec -> requirements(kernel, spec)).toList();
            if (answers.stream().noneMatch(Support::supported)) {
                throw new IllegalArgumentException("preferred kernel '" + name + "' can serve none of the requests; "
                        + own.getFirst() + ": " + answers.getFirst());
            }
        }
        specs.forEach(this::select);
    }

    /** Every kernel of the operation and what speaks against it, from the contracts known; runs nothing. */
    public Explanation explain(OpSpec spec) {
        List<Candidate> candidates = kernels(spec).stream()
                .map(kernel -> new Candidate(kernel.name(), explained(kernel, spec), kernel.isReference()))
                .toList();
        Optional<String> chosen = candidates.stream()
                .filter(candidate -> candidate.support().supported())
                .map(Candidate::kernel)
                .findFirst();
        return new Explanation(spec, device.info().id(), candidates, chosen);
    }

    /**
     * The kernel for a request. A candidate whose contract is not known is proven first, which takes up to some seconds.
     *
     * @throws NoEligibleKernelException if there is none; the message has every candidate's failed requirements
     */
    public Kernel choose(OpSpec spec) {
        return select(spec);
    }

    /**
     * Chooses a kernel and gives it the weights; counts a fallback. The caller closes what it returns.
     *
     * @throws IllegalArgumentException if the weights are not of the request's format and shape
     * @throws NoEligibleKernelException if there is no kernel
     */
    public PreparedKernel prepare(OpSpec spec, QuantizedTensor weight) {
        // Kernels size their reads by the request and need not look at the weights again.
        if (!weight.format().text().equals(spec.format().text()) || !weight.shape().equals(spec.weight())) {
            throw new IllegalArgumentException("the weights given for " + spec + " are " + weight
                    + "; make the request from the weights' own format and shape");
        }
        Kernel kernel = select(spec);
        if (kernel.isReference()) {
            fallbacks.add(spec + " on " + device.info().id() + " is served by reference '" + kernel.name() + "': "
                    + reasons(spec));
        }
        return kernel.prepare(new KernelRequest(spec, device.info(), threads), device, weight);
    }

    /** Each use of a reference kernel so far: the request, and why no other kernel served. */
    public List<String> fallbacks() {
        return List.copyOf(fallbacks);
    }

    private Kernel select(OpSpec spec) {
        for (Kernel kernel : kernels(spec)) {
            if (requirements(kernel, spec).supported() && contracts.contract(kernel, spec, device, threads).passed()) {
                return kernel;
            }
        }
        throw new NoEligibleKernelException(explain(spec));
    }

    /** All kernels of the operation: references last, then those preferred first, then the registry's order. */
    private List<Kernel> kernels(OpSpec spec) {
        List<Kernel> kernels = new ArrayList<>(registry.kernels());
        kernels.removeIf(kernel -> !kernel.op().equals(spec.op()));
        kernels.sort(Comparator.comparing(Kernel::isReference).thenComparing(this::rank));
        return kernels;
    }

    private int rank(Kernel kernel) {
        int at = preferred.indexOf(kernel.name());
        return at < 0 ? preferred.size() : at;
    }

    /** Everything but the contract. */
    private Support requirements(Kernel kernel, OpSpec spec) {
        Support support = registry.op(spec.op()).supports(spec)
                .and(spec.format().supports(spec.weight()))
                .and(device.info().usable());
        try {
            List<Lint.Finding> findings = registry.findings(kernel);
            if (!findings.isEmpty()) {
                support = support.require("lint of " + registry.info(kernel).origin(), "no finding",
                        findings.size() + ", the first: " + findings.getFirst(), false);
            }
            support = support.and(kernel.supports(new KernelRequest(spec, device.info(), threads)));
        } catch (RuntimeException | LinkageError e) {
            support = support.require("supports", "an answer", "it threw " + e, false);
        }
        return !kernel.isReference() ? support : support.require("fallback policy", "reference",
                fallback.name().toLowerCase(java.util.Locale.ROOT), fallback == Fallback.REFERENCE);
    }

    private Support explained(Kernel kernel, OpSpec spec) {
        Support support = requirements(kernel, spec);
        if (!support.supported()) {
            // A proof would need what is missing.
            return support;
        }
        Optional<Contract> contract = contracts.known(kernel, spec, device.info(), threads);
        String found = contract.map(c -> c.passed() ? "passed" : "failed: " + c.failure()).orElse("not proven");
        return support.require("contract", "passed", found);
    }

    private String reasons(OpSpec spec) {
        List<String> reasons = explain(spec).candidates().stream()
                .filter(candidate -> !candidate.reference())
                .map(candidate -> candidate.kernel() + ": " + candidate.support())
                .toList();
        return reasons.isEmpty() ? "there is no other kernel" : String.join("; ", reasons);
    }
}
